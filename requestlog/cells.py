"""A request as one row of a spreadsheet: flat, and with nothing that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from requestlog.documents import Document

BODIES = ("metadata", "request", "response")
FEEDBACK = ("rating", "emoji", "comment", "tags", "created_at")
FACTS = (
    "id",
    "message_id",
    "project",
    "created_at",
    "endpoint",
    "model",
    "status",
    "error",
    "streamed",
    "latency_ms",
    "time_to_first_token_ms",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "reasoning_tokens",
    "cost_usd",
    "user",
    "session",
)
COLUMNS = (*FACTS, *BODIES, *(f"feedback_{name}" for name in FEEDBACK))
NO_VOTE = ("",) * len(FEEDBACK)
# A cell that starts with one of these may be run as a formula, or hide one.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def cells(row: Document) -> list[str]:
    """The cells of `COLUMNS`."""
    return [*(_cell(row[name]) for name in (*FACTS, *BODIES)), *_vote(row["feedback"])]


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _vote(vote: Document | None) -> Iterator[str] | tuple[str, ...]:
    return NO_VOTE if vote is None else (_cell(vote[name]) for name in FEEDBACK)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return harmless(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _other(value)


def _other(value: Any) -> str:
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()[1:-1]
    return harmless(orjson.dumps(value).decode("utf-8", "replace"))
