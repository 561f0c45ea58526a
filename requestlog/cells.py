"""A request as one row of a spreadsheet: flat, and with nothing that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from requestlog.documents import Document, encoded, error_of

COLUMNS = (
    *("id", "message_id", "project", "created_at", "endpoint", "model", "status", "error", "streamed", "latency_ms"),
    *("time_to_first_token_ms", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd"),
    *("user", "session", "metadata", "request", "response"),
    *("feedback_rating", "feedback_emoji", "feedback_comment", "feedback_tags", "feedback_created_at"),
)
NO_VOTE = ("",) * 5
# A cell that starts with one of these may be run as a formula, or hide one.
DANGEROUS = frozenset("=+-@\t\r\n\0＝＋－＠")


def cells(slug: str, values: Sequence[Any], bodies: tuple[bytes, bytes], vote: Document | None) -> list[Any]:
    """The cells of `COLUMNS`, of what `documents.described` takes; None becomes an empty one."""
    (id, message_id, created_at, endpoint, model, status, state, error_type, streamed, latency, first_token,
     prompt, completion, cached, reasoning, cost, user, session, metadata) = values  # fmt: skip
    return [
        id,
        harmless(message_id),
        slug,
        _moment(created_at),
        harmless(endpoint),
        harmless(model),
        status or None,
        harmless(error_of(error_type, state)),
        "true" if streamed else "false",
        latency,
        first_token,
        prompt,
        completion,
        cached,
        reasoning,
        _number(cost),
        harmless(user),
        harmless(session),
        encoded(metadata).decode(),
        harmless(bodies[0].decode("utf-8", "replace")),
        harmless(bodies[1].decode("utf-8", "replace")),
        *(NO_VOTE if vote is None else _vote(vote)),
    ]


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if text[:1] in DANGEROUS else text


def _vote(vote: Document) -> tuple[str, ...]:
    tags = orjson.dumps(vote["tags"]).decode()
    return vote["rating"], vote["emoji"], harmless(vote["comment"]), tags, _moment(vote["created_at"])


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _number(number: Decimal | None) -> str | None:
    """As few digits as say it, never as a power of ten."""
    return None if number is None else f"{number.normalize():f}"
