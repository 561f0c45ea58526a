"""A call out of the spool's rows."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import zstandard

from requestlog.calls import Call

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INTERRUPTED_STATUS = 502  # no answer had come: what a proxy in front of the dead worker says
PARTS = "SELECT body FROM part WHERE call = ? ORDER BY number"
BODIES = "gptboost_bodies"  # in a call's metadata: why its bodies are not there, or not whole
DROPPED = "dropped"
DAMAGED = "damaged"
# What rows of a damaged file make those raise who read them
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


class _Unpacker(threading.local):
    """One for each thread: it must not be shared, and is dear to make."""

    def __init__(self) -> None:
        self.unpack = zstandard.ZstdDecompressor().decompress


unpacker = _Unpacker()


def call_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Call:
    """The call that `row` of the table `call` is about, with its parts and ids. What is damaged of its facts and
    bodies is left out, and noted in the metadata. Raises one of `UNREADABLE` where the row makes no call."""
    asked, answer = _object(row["asked"]), _object(row["answer"])
    facts: dict[str, Any] = {"status": INTERRUPTED_STATUS, **(asked or {}), **(answer or {})}
    pieces = [part for (part,) in connection.execute(PARTS, (row["id"],))]
    packed = (row["request"], *pieces, row["rest"])
    request, *response = map(_unpacked, packed)
    if None in (asked, answer, request, *response):
        facts = with_note(facts, DAMAGED)
    return Call(
        id=UUID(bytes=row["id"]),
        project_id=row["project_id"],
        started_at=EPOCH + timedelta(microseconds=row["started_us"]),
        endpoint=row["endpoint"],
        state=row["state"],
        request=request or b"",
        packed_request=_alone(packed[:1], [request]),
        response=b"".join(filter(None, response)),
        packed_response=_alone(packed[1:], response),
        known_ids=tuple(facts.pop("known_ids", ())),
        **facts,
    )


def _alone(packed: Sequence[bytes], pieces: Sequence[bytes | None]) -> bytes:
    """The body of these pieces as it is packed, where all of it is in one; else b""."""
    found = [body for body, piece in zip(packed, pieces, strict=True) if piece]
    return found[0] if len(found) == 1 else b""


def with_note(facts: Mapping[str, Any], note: str) -> dict[str, Any]:
    """The same facts of a call with the note on its bodies; among those `given`, so that nothing takes its place."""
    given = facts.get("given", {})
    return {**facts, "given": {**given, "metadata": {**given.get("metadata", {}), BODIES: note}}}


def _object(text: bytes | str) -> dict[str, Any] | None:
    """None for one that is damaged."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _unpacked(body: bytes | None) -> bytes | None:
    """None for one that is damaged."""
    try:
        return unpacker.unpack(body) if body else b""
    except (zstandard.ZstdError, MemoryError, TypeError):  # the size that a damaged one names may be anything
        return None
