"""What a gateway's worker puts into the spool, the recorder takes out and a vote finds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from requestlog.spool import Spool
from requestlog.spool.schema import FILE
from tests.requestlog.spool.writing import ANSWERED, NAME, STARTED, Worker, balanced, drained

SOON = datetime(2100, 1, 1, tzinfo=UTC)


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        assert connection.execute(sql).rowcount


def test_it_gives_back_what_was_put_in(spool: Spool, worker: Worker):
    id = worker.call()
    [call] = spool.take(10)
    assert (call.id, call.project_id, call.endpoint, call.end_user) == (id, 7, "chat/completions", "anna")
    assert (call.state, call.status, call.started_at) == ("complete", 200, STARTED)
    assert (call.known_ids, call.upstream_request_id) == ((NAME,), "req_1")
    assert orjson.loads(call.request)["model"] == "gpt-5-mini"
    assert orjson.loads(call.response) == ANSWERED


@pytest.mark.parametrize("name", [NAME, "req_1"])
def test_it_finds_a_call_by_every_name(spool: Spool, worker: Worker, name: str):
    id = worker.call()
    assert [found.id for found in (spool.find(name), spool.find(str(id))) if found] == [id, id]
    assert spool.find("other") is None


def test_it_finds_the_newest_call_of_the_projects_that_are_named(spool: Spool, worker: Worker):
    older, newest = worker.call(), worker.call(project_id=8)
    change(spool.folder, f"UPDATE call SET started_us = started_us + 1 WHERE id = x'{newest.hex}'")
    found = [spool.find(NAME), spool.find(NAME, project_ids=[7]), spool.find(NAME, project_ids=(8, 9))]
    assert [call and call.id for call in found] == [newest, older, newest]
    assert spool.find(NAME, project_ids=[9]) is None
    assert spool.find(str(newest), project_ids=[7]) is None


def test_it_forgets_a_call_only_when_that_is_confirmed(spool: Spool, worker: Worker):
    worker.call()
    calls = spool.take(10)
    assert spool.take(10) == calls
    spool.confirm(calls)
    assert (spool.take(10), spool.find(NAME), spool.find("req_1")) == ([], None, None)
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        for table in ("call", "part", "known_id"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


def test_it_hands_calls_out_in_the_order_in_which_they_came(spool: Spool, worker: Worker):
    ids = [worker.call() for _ in range(5)]
    assert [call.id for call in spool.take(3)] == ids[:3]


def test_it_ends_the_calls_of_dead_workers_alone(spool: Spool, worker: Worker):
    worker.begin(part=b"ans")
    assert (spool.interrupt_orphans(), spool.take(10)) == (0, [])
    worker.close()
    assert spool.interrupt_orphans() == 1
    [call] = spool.take(10)
    assert (call.state, call.response) == ("interrupted", b"ans")


def test_it_shows_calls_in_flight_once(spool: Spool, worker: Worker):
    id = worker.begin()
    assert spool.in_flight(before=datetime(2026, 1, 1, tzinfo=UTC), limit=10) == []
    [call] = spool.in_flight(before=SOON, limit=10)
    assert (call.id, call.state) == (id, "started")
    spool.announced([id])
    assert spool.in_flight(before=SOON, limit=10) == []


def test_it_keeps_refused_calls_aside(spool: Spool, worker: Worker):
    spool.refuse([worker.call()])
    assert spool.take(10) == []
    assert balanced(spool)["refused"] == 1


def test_it_says_when_something_was_written(spool: Spool, worker: Worker):
    before = spool.version()
    assert spool.version() == before
    worker.call()
    assert spool.version() != before


def test_it_notices_a_file_that_took_the_place_of_its_own(spool: Spool, worker: Worker):
    worker.call()
    before = spool.version()
    for left in spool.folder.glob(f"{FILE}*"):
        left.unlink()
    id = worker.call()
    assert spool.version() != before
    assert drained(spool) == [id]


def test_it_has_one_recorder(spool: Spool):
    other = Spool(spool.folder)
    assert spool.lease()
    assert spool.lease()
    assert not other.lease()
    spool.close()
    assert other.lease()
    other.close()


@pytest.mark.parametrize("column", ["request", "rest"])
def test_it_keeps_the_facts_of_a_call_whose_bodies_are_damaged(spool: Spool, worker: Worker, column: str):
    worker.call()
    change(spool.folder, f"UPDATE call SET {column} = x'28b52ffd{os.urandom(20).hex()}'")
    [call] = spool.take(10)
    assert (call.end_user, call.known_ids) == ("anna", (NAME,))
    assert call.given["metadata"] == {"gptboost_bodies": "damaged"}


@pytest.mark.parametrize("setting", ["asked = x'00'", "asked = '[]'"])
def test_it_keeps_a_call_whose_facts_are_damaged(spool: Spool, worker: Worker, setting: str):
    id = worker.call()
    change(spool.folder, f"UPDATE call SET {setting}")
    [call] = spool.take(10)
    assert (call.id, call.end_user, call.status, call.known_ids) == (id, "", 200, (NAME,))
    assert call.given["metadata"] == {"gptboost_bodies": "damaged"}


@pytest.mark.parametrize("setting", ['asked = \'{"end_usar":"anna"}\'', "started_us = 9223372036854775807"])
def test_it_sets_a_call_aside_that_cannot_be_read(spool: Spool, worker: Worker, setting: str):
    worker.call()
    change(spool.folder, f"UPDATE call SET {setting}")
    whole = worker.call()
    assert drained(spool) == [whole]
    assert balanced(spool)["refused"] == 1


def test_it_asks_once_for_a_call_in_flight_that_cannot_be_read(spool: Spool, worker: Worker):
    worker.begin()
    change(spool.folder, "UPDATE call SET started_us = -9223372036854775808")
    assert spool.in_flight(before=SOON, limit=10) == []
    assert balanced(spool)["in_flight"] == 1
    worker.close()
    spool.interrupt_orphans()
    assert spool.take(10) == []
    assert balanced(spool)["refused"] == 1
