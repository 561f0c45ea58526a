"""A spool at its limit drops bodies, the oldest first; never facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import orjson
import pytest

from requestlog.facts import facts_of
from requestlog.spool import Spool
from requestlog.spool.limits import ENOUGH, shrink
from requestlog.spool.schema import FILE, open_for_writing
from tests.requestlog.spool.writing import NAME, Worker, balanced, drained

PADDING = 20_000
SOON = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def connection(spool: Spool) -> Iterator[sqlite3.Connection]:
    with closing(open_for_writing(spool.folder)) as connection:
        yield connection


def shrink_all(connection: sqlite3.Connection, most_bytes: int) -> int:
    total = 0
    while shrunk := shrink(connection, most_bytes):
        total += shrunk
    return total


def test_it_leaves_a_spool_below_its_limit_alone(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call(padding=PADDING)
    assert shrink(connection, 10_000_000) == 0
    assert spool.take(1)[0].request
    assert balanced(spool)["bodies_dropped"] == 0


def test_it_drops_the_oldest_bodies_and_counts_them(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    ids = [worker.call(padding=PADDING) for _ in range(120)]
    most = spool.stats()["bytes"] * 3 // 4
    shrunk = shrink_all(connection, most)
    stats = balanced(spool)
    assert (stats["bytes"] <= most * ENOUGH, stats["bodies_dropped"], stats["last_loss"] > 0) == (True, shrunk, True)
    calls = spool.take(200)
    assert [call.id for call in calls] == ids
    assert [bool(call.request) for call in calls] == [False] * shrunk + [True] * (len(ids) - shrunk)
    assert 0 < shrunk < len(ids)


def test_it_keeps_the_facts(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call(padding=PADDING)
    before = facts_of(spool.take(1)[0])
    shrink_all(connection, 1)
    [call] = spool.take(1)
    after = facts_of(call)
    assert (call.request, call.response, call.known_ids) == (b"", b"", (NAME,))
    assert after.columns.pop("metadata") == {**before.columns.pop("metadata"), "gptboost_bodies": "dropped"}
    assert after.columns == before.columns
    assert (after.columns["answer_preview"], after.columns["prompt_tokens"]) == ("Hello", 9)


def test_it_drops_a_body_once(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call(padding=PADDING)
    assert [shrink_all(connection, 1), shrink_all(connection, 1)] == [1, 0]
    assert balanced(spool)["bodies_dropped"] == 1
    assert len(drained(spool)) == 1


def test_it_drops_what_is_in_flight_last(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    id = worker.begin(padding=200_000)
    worker.call(padding=200_000)
    shrink(connection, spool.stats()["bytes"] - 1000)
    [call] = spool.in_flight(before=SOON, limit=1)
    assert call.request
    shrink_all(connection, 1)
    assert balanced(spool)["bodies_dropped"] == 2
    worker.end(id)
    call = spool.take(2)[1]
    assert (call.request, call.response, call.given["model"]) == (b"", b"whole", "gpt-5-mini")
    assert call.given["metadata"] == {"plan": "pro", "gptboost_bodies": "dropped"}
    assert (shrink_all(connection, 1), balanced(spool)["bodies_dropped"]) == (1, 2)


def test_it_counts_no_call_that_was_to_be_kept_without_bodies(
    spool: Spool, worker: Worker, connection: sqlite3.Connection
):
    id = worker.begin(part=b"")
    connection.execute("UPDATE call SET request = NULL")
    worker.end(id, rest=b"")
    shrink_all(connection, 1)
    assert balanced(spool)["bodies_dropped"] == 0


def test_it_gives_up_while_another_process_writes(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call(padding=PADDING)
    with closing(sqlite3.connect(spool.folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert shrink(connection, 1) == 0
    assert spool.take(1)[0].request


def test_it_drops_bodies_that_cannot_be_read(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call()
    connection.execute("UPDATE call SET started_us = 9223372036854775807")
    worker.call(padding=PADDING)
    assert shrink_all(connection, 1) == 2
    assert balanced(spool)["bodies_dropped"] == 2


def test_it_loses_nothing_that_the_recorder_takes_meanwhile(
    spool: Spool, worker: Worker, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
):
    worker.call(padding=PADDING)
    monkeypatch.setattr(
        "requestlog.spool.limits.facts_without_bodies", lambda call, previews: {"model": str(drained(spool)[:0])}
    )
    shrink(connection, 1)
    assert balanced(spool)["bodies_dropped"] == 0
    assert spool.stats()["stored"] == 1


def test_it_says_facts_as_json(spool: Spool, worker: Worker, connection: sqlite3.Connection):
    worker.call()
    shrink_all(connection, 1)
    [(answer,)] = connection.execute("SELECT answer FROM call").fetchall()
    assert orjson.loads(answer)["given"]["model"] == "gpt-5-mini-2025-08-07"
