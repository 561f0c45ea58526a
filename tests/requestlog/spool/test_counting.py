"""Every call that came is somewhere: received == stored + in flight + waiting + refused + dropped."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from requestlog.spool import Spool
from requestlog.spool.counting import STANDING, unaccounted
from requestlog.spool.schema import FILE
from requestlog.spool.writes import Dropped
from tests.requestlog.spool.writing import STARTED, Worker, balanced, drained

VERSION_1 = """
CREATE TABLE IF NOT EXISTS call (
    id BLOB PRIMARY KEY,
    done INTEGER NOT NULL DEFAULT 0,
    announced INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'started',
    project_id INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    worker TEXT NOT NULL,
    asked BLOB NOT NULL,
    answer BLOB NOT NULL DEFAULT '{}',
    request BLOB,
    rest BLOB
);
CREATE INDEX IF NOT EXISTS call_open ON call (started_us) WHERE done = 0;
CREATE INDEX IF NOT EXISTS call_refused ON call (started_us) WHERE done = 2;
CREATE TABLE IF NOT EXISTS part (
    call BLOB NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (call, number)
);
CREATE TABLE IF NOT EXISTS known_id (
    message_id TEXT NOT NULL, call BLOB NOT NULL, PRIMARY KEY (message_id, call)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
PRAGMA user_version = 1;
INSERT INTO call (id, done, project_id, started_us, endpoint, worker, asked) VALUES
    (x'0190f0f0f0f07000800000000000000a', 1, 7, 1, 'chat/completions', 'w', '{}'),
    (x'0190f0f0f0f07000800000000000000b', 0, 7, 1, 'chat/completions', 'w', '{}'),
    (x'0190f0f0f0f07000800000000000000c', 2, 7, 1, 'chat/completions', 'w', '{}');
INSERT INTO counter VALUES ('dropped', 4);
"""


def test_it_counts_calls_where_they_are(spool: Spool, worker: Worker):
    assert spool.stats() == {}
    worker.call()
    worker.begin()
    spool.refuse([worker.call()])
    worker.write(Dropped())
    stats = balanced(spool)
    assert {name: stats[name] for name in ("received", "stored", "in_flight", "waiting", "refused", "dropped")} == {
        **{"received": 4, "stored": 0, "in_flight": 1, "waiting": 1, "refused": 1, "dropped": 1}
    }
    assert (stats["cut"], stats["bodies_dropped"]) == (0, 0)
    assert 0 <= (datetime.now(UTC) - STARTED).total_seconds() - stats["oldest_seconds"] < 60
    assert abs(time.time() - stats["last_loss"]) < 60
    assert 0 < stats["bytes"] <= stats["file_bytes"]


def test_it_counts_a_call_as_stored_once(spool: Spool, worker: Worker):
    worker.call()
    calls = spool.take(10)
    for _ in range(2):
        spool.confirm(calls)
    assert balanced(spool)["stored"] == 1
    spool.confirm([])
    assert balanced(spool)["stored"] == 1


@contextmanager
def busy(folder: Path, spool: Spool) -> Iterator[None]:
    """Two workers and the recorder at work meanwhile."""
    ending = threading.Event()

    def write() -> None:
        with closing(Worker(folder)) as worker:
            while not ending.is_set():
                worker.call()

    def record() -> None:
        while not ending.is_set():
            drained(spool)

    threads = [threading.Thread(target=work) for work in (write, write, record)]
    for thread in threads:
        thread.start()
    yield
    ending.set()
    for thread in threads:
        thread.join()


def test_it_adds_up_at_every_moment(spool: Spool, worker: Worker):
    worker.begin()
    seen = []
    with busy(spool.folder, spool):
        while len(seen) < 100 or seen[-1]["stored"] < 20:
            seen.append(spool.stats())
    assert {unaccounted(stats) for stats in seen} == {0}
    drained(spool)
    stats = balanced(spool)
    assert (stats["in_flight"], stats["received"]) == (1, stats["stored"] + 1)


def test_it_counts_what_an_earlier_version_left(spool: Spool, worker: Worker):
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        connection.executescript(VERSION_1)
    assert spool.stats() == {}
    spool.interrupt_orphans()
    stats = balanced(spool)
    assert (stats["received"], stats["dropped"], stats["waiting"], stats["refused"]) == (7, 4, 2, 1)
    worker.call()
    assert len(drained(spool)) == 3
    assert balanced(spool)["received"] == 8


@pytest.mark.parametrize(("name", "by", "loss"), [("received", 3, 3), ("stored", 2, 0)])
def test_it_adds_up_again_where_the_file_was_tampered_with(spool: Spool, worker: Worker, name: str, by: int, loss: int):
    worker.call()
    drained(spool)
    spool.close()
    with closing(sqlite3.connect(spool.folder / FILE, isolation_level=None)) as connection:
        connection.execute("UPDATE counter SET value = value + ? WHERE name = ?", (by, name))
    assert unaccounted(spool.stats())
    spool.take(1)
    assert balanced(spool)["dropped"] == loss


def test_it_reads_no_bodies_to_count(spool: Spool, worker: Worker):
    worker.call()
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {STANDING}")]
    of_calls = [step for step in plan if " call" in step]
    assert len(of_calls) == 4
    assert all("INDEX call_" in step for step in of_calls), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
