"""A call out of the spool's rows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import zstandard

from requestlog.calls import Call

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INTERRUPTED_STATUS = 502  # no answer had come: what a proxy in front of the dead worker says
PARTS = "SELECT body FROM part WHERE call = ? ORDER BY number"


def call_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Call:
    """The call that `row` of the table `call` is about, with its parts and ids."""
    facts: dict[str, Any] = {"status": INTERRUPTED_STATUS, **orjson.loads(row["asked"]), **orjson.loads(row["answer"])}
    parts = [part for (part,) in connection.execute(PARTS, (row["id"],))]
    return Call(
        id=UUID(bytes=row["id"]),
        project_id=row["project_id"],
        started_at=EPOCH + timedelta(microseconds=row["started_us"]),
        endpoint=row["endpoint"],
        state=row["state"],
        request=_unpacked(row["request"]),
        response=b"".join(map(_unpacked, [*parts, row["rest"]])),
        known_ids=tuple(facts.pop("known_ids", ())),
        **facts,
    )


def _unpacked(body: bytes | None) -> bytes:
    return zstandard.decompress(body) if body else b""
