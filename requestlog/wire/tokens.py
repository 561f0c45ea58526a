"""Tokens, as upstreams count them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from requestlog.wire.jsons import dict_of

MOST_TOKENS = 2**31 - 1
CACHE_READ, CACHE_WRITTEN = "cache_read_input_tokens", "cache_creation_input_tokens"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the upstream counted them; None where it did not say.

    `prompt_tokens` counts the whole prompt, `cached_tokens` the part of it that was read from a cache.
    """

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


TOKENS = tuple(field.name for field in fields(Usage))


def usage_of(value: object) -> Usage:
    """A body's `usage` in the words of chat and embeddings, of responses, or of Anthropic's messages.

    Anthropic counts what was read from or written to its cache apart from `input_tokens`; here the prompt has it all.
    """
    usage = dict_of(value)
    asked, answered = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    read, written = count(usage.get(CACHE_READ)), count(usage.get(CACHE_WRITTEN))
    prompt = count(usage.get(f"{asked}_tokens"))
    cached = count(_detail(usage, asked, "cached_tokens"))
    return Usage(
        prompt_tokens=None if prompt is None else count(prompt + (read or 0) + (written or 0)),
        completion_tokens=count(usage.get(f"{answered}_tokens")),
        cached_tokens=read if cached is None else cached,
        reasoning_tokens=count(_detail(usage, answered, "reasoning_tokens")),
    )


def count(value: object) -> int | None:
    """`value` if it is a number of tokens that a row can hold."""
    return value if type(value) is int and 0 <= value <= MOST_TOKENS else None


def _detail(usage: dict[str, Any], side: str, name: str) -> object:
    return dict_of(usage.get(f"{side}_tokens_details")).get(name)
