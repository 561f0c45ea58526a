"""The spool's limit: bodies are dropped, the oldest first, and every one is counted; facts never."""

from __future__ import annotations

import logging
import sqlite3
import time
from typing import Any

import orjson

from requestlog.calls import Call
from requestlog.facts import facts_without_bodies
from requestlog.spool.rows import BODIES, DROPPED, UNREADABLE, call_of, with_note
from requestlog.spool.schema import COUNT, LATEST

log = logging.getLogger(__name__)

BATCH = 50
MOST_CALLS = 500
MOST_SECONDS = 0.15  # the thread that shrinks commits nothing meanwhile
ENOUGH = 0.95
USED = (
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
FINISHED = "SELECT * FROM call WHERE done = 1 AND bare = 0 ORDER BY rowid LIMIT ?"
IN_FLIGHT = (
    "SELECT * FROM call WHERE done = 0 AND (request IS NOT NULL OR EXISTS (SELECT 1 FROM part WHERE call = call.id))"
    " ORDER BY started_us LIMIT ?"
)
LAST_PART = "SELECT MAX(number) FROM part WHERE call = ?"
STRIP = "UPDATE call SET answer = ?, request = NULL, rest = NULL, bare = 1 WHERE id = ? AND done = 1 AND bare = 0"
# Its worker goes on writing `answer`, but never `asked`
STRIP_IN_FLIGHT = "UPDATE call SET asked = ?, request = NULL WHERE id = ? AND done = 0"
DROP_PARTS = "DELETE FROM part WHERE call = ? AND number <= ?"

Strip = tuple[str, bytes, bytes, int, bool]


def shrink(connection: sqlite3.Connection, most_bytes: int) -> int:
    """Drops bodies where more than `most_bytes` of the file are in use, until 95% of that are: of the oldest finished
    calls, and of those in flight where no others are left. Does a bounded part of the work and returns of how many
    calls; where that is any, call again soon. Gives up (0) where another process is writing."""
    shrunk = 0
    if _used(connection) <= most_bytes:
        return shrunk
    until = time.monotonic() + MOST_SECONDS
    while _used(connection) > ENOUGH * most_bytes and shrunk < MOST_CALLS and time.monotonic() < until:
        strips = _strips(connection)
        if not strips or not _strip(connection, strips):
            break
        shrunk += len(strips)
    return shrunk


def _used(connection: sqlite3.Connection) -> int:
    return int(connection.execute(USED).fetchone()[0])


def _strips(connection: sqlite3.Connection) -> list[Strip]:
    """What to do to the next calls. Reading them takes the longest, so nobody is locked out meanwhile."""
    finished = connection.execute(FINISHED, (BATCH,)).fetchall()
    if finished:
        return [_stripped(connection, row, STRIP, "answer") for row in finished]
    in_flight = connection.execute(IN_FLIGHT, (BATCH,)).fetchall()
    return [_stripped(connection, row, STRIP_IN_FLIGHT, "asked") for row in in_flight]


def _stripped(connection: sqlite3.Connection, row: sqlite3.Row, statement: str, column: str) -> Strip:
    last = connection.execute(LAST_PART, (row["id"],)).fetchone()[0]
    try:
        call = call_of(connection, row)
        facts = orjson.loads(row[column])
    except UNREADABLE as error:
        log.error("A call of the spool cannot be read; its bodies are dropped all the same: %r", error)
        return statement, row[column], row["id"], -1 if last is None else last, True
    counts = bool(call.request or call.response) and BODIES not in _metadata(call)
    if counts:
        facts = with_note({**facts, "given": _given(call)}, DROPPED)
    return statement, orjson.dumps(facts), row["id"], -1 if last is None else last, counts


def _given(call: Call) -> dict[str, Any]:
    """What is kept of the bodies; what they gave already, where they confuse those who read them."""
    try:
        return facts_without_bodies(call, previews=True)
    except (*UNREADABLE, ArithmeticError, RecursionError):
        log.exception("The bodies of the call %s cannot be read; they are dropped all the same", call.id)
        return dict(call.given)


def _metadata(call: Call) -> dict[str, Any]:
    return {**call.metadata, **call.given.get("metadata", {})}


def _strip(connection: sqlite3.Connection, strips: list[Strip]) -> bool:
    """Whether the file was free for it. A call that has gone on or away since it was read is left as it is."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    with connection:
        dropped = 0
        for statement, facts, key, last, counts in strips:
            if connection.execute(statement, (facts, key)).rowcount:
                connection.execute(DROP_PARTS, (key, last))
                dropped += counts
        if dropped:
            connection.execute(COUNT, ("bodies_dropped", dropped))
            connection.execute(LATEST, ("last_loss", int(time.time())))
    return True
