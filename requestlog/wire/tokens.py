"""Tokens, as upstreams count them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from requestlog.wire.jsons import dict_of

MOST_TOKENS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the upstream counted them; None where it did not say.

    `prompt_tokens` counts the whole prompt: what was read from a cache, written to one, and audio are parts of it, as
    reasoning and audio are of `completion_tokens`.
    """

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    prompt_audio_tokens: int | None = None
    completion_audio_tokens: int | None = None
    cache_write_tokens: int | None = None


TOKENS = tuple(field.name for field in fields(Usage))


def usage_of(value: object) -> Usage:
    """A body's `usage` in the words of chat and embeddings, of responses, images and audio, or of Anthropic's messages.

    Anthropic counts what was read from or written to its cache apart from `input_tokens`; here the prompt has it all.
    """
    if not isinstance(value, dict):
        return Usage()
    asked, answered = ("prompt", "completion") if "prompt_tokens" in value else ("input", "output")
    into, out = _details(value, asked), _details(value, answered)
    read, written = count(value.get("cache_read_input_tokens")), count(value.get("cache_creation_input_tokens"))
    prompt = count(value.get(f"{asked}_tokens"))
    return Usage(
        prompt_tokens=None if prompt is None else count(prompt + (read or 0) + (written or 0)),
        completion_tokens=count(value.get(f"{answered}_tokens")),
        cached_tokens=_first(count(into.get("cached_tokens")), read),
        reasoning_tokens=_first(count(out.get("reasoning_tokens")), count(out.get("thinking_tokens"))),
        prompt_audio_tokens=count(into.get("audio_tokens")),
        completion_audio_tokens=count(out.get("audio_tokens")),
        cache_write_tokens=_first(count(into.get("cache_write_tokens")), written),
    )


def count(value: object) -> int | None:
    """`value` if it is a number of tokens that a row can hold."""
    return value if type(value) is int and 0 <= value <= MOST_TOKENS else None


def _first(*counts: int | None) -> int | None:
    return next((count for count in counts if count is not None), None)


def _details(usage: dict[str, Any], side: str) -> dict[str, Any]:
    """What a side's tokens were; transcriptions leave out an "s" of the name."""
    return dict_of(usage.get(f"{side}_tokens_details") or usage.get(f"{side}_token_details"))
