"""A damaged spool: moved aside, what can be read of it goes on in a new one, and what is lost is counted."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requestlog.spool import Spool, salvage
from requestlog.spool.locks import shut
from requestlog.spool.schema import FILE, damage_mark, inode_of, open_for_writing, report
from requestlog.spool.writes import Dropped
from tests.requestlog.spool.writing import NAME, Worker, balanced, drained, settle

SOON = datetime(2100, 1, 1, tzinfo=UTC)
PAGE = 4096


def destroy(path: Path, start: int, length: int) -> None:
    """Garbage in the place of `length` bytes."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(length))


def leaves(folder: Path) -> list[int]:
    """Where the pages with the rows of calls begin."""
    query = "SELECT (pageno - 1) * ? FROM dbstat WHERE name = 'call' AND pagetype = 'leaf'"
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return [place for (place,) in connection.execute(query, (PAGE,))]


def broken(folder: Path) -> list[str]:
    return [path.suffix for path in folder.glob(f"{FILE}.*")]


def filled(folder: Path, calls: int = 60) -> list[UUID]:
    """A spool of finished calls, one refused, one stored, one dropped and one left in flight by a dead worker."""
    with closing(Worker(folder)) as worker, closing(Spool(folder)) as spool:
        worker.call()
        drained(spool)
        worker.write(Dropped())
        ids = [worker.call(padding=1000 if number % 9 else 9000) for number in range(calls)]
        spool.refuse(ids[-1:])
        ids.append(worker.begin())
    settle(folder)
    return ids


def test_it_keeps_every_call_where_only_an_index_is_damaged(spool: Spool, caplog: pytest.LogCaptureFixture):
    ids = filled(spool.folder)
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        [(root,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_call_1'")
    destroy(spool.folder / FILE, (root - 1) * PAGE, PAGE)
    with caplog.at_level(logging.ERROR):
        assert drained(spool) == ids[:-2]
    stats = balanced(spool)
    assert (stats["in_flight"], stats["refused"], stats["stored"], stats["dropped"]) == (1, 1, len(ids) - 1, 1)
    assert f"{len(ids)} calls of it are kept, 0 are lost" in caplog.text
    assert broken(spool.folder) == [".broken"]


def test_it_counts_what_is_lost(spool: Spool):
    ids = filled(spool.folder)
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        pages = [
            row[0] for row in connection.execute("SELECT pageno FROM dbstat WHERE name='call' AND pagetype='leaf'")
        ]
    destroy(spool.folder / FILE, (pages[1] - 1) * PAGE, PAGE)
    kept = drained(spool)
    stats = balanced(spool)
    assert 0 < stats["dropped"] - 1 < len(ids) // 2
    assert len(kept) + stats["dropped"] - 1 == len(ids) - 2
    assert kept == [id for id in ids if id in kept]
    assert stats["last_loss"] > 0


@pytest.mark.parametrize("length", [16, 100, PAGE])
def test_it_keeps_every_call_where_the_beginning_is_damaged(spool: Spool, length: int):
    ids = filled(spool.folder)
    destroy(spool.folder / FILE, 0, length)
    assert drained(spool) == ids[:-2]
    assert balanced(spool)["received"] == len(ids) + 2


def test_it_keeps_parts_and_names(spool: Spool):
    filled(spool.folder, calls=3)
    before = spool.take(10)
    spool.close()
    destroy(spool.folder / FILE, 0, 16)
    assert spool.take(10) == before
    found = spool.find(NAME)
    assert found is not None
    [call] = spool.in_flight(before=SOON, limit=10)
    assert (call.state, call.response) == ("started", b"answer ")


def test_it_mends_a_file_that_is_found_damaged_at_work(spool: Spool, worker: Worker):
    ids = filled(spool.folder)
    assert len(spool.take(10)) == 10
    for place in leaves(spool.folder)[::3]:
        destroy(spool.folder / FILE, place, PAGE)
    worker.write(Dropped())  # after which the spool looks at the file instead of what it remembers of it
    kept = drained(spool)
    assert len(kept) == len(set(kept)) < len(ids)
    assert balanced(spool)["dropped"] > 2


def test_it_confirms_what_was_taken_before(spool: Spool):
    filled(spool.folder)
    calls = spool.take(10)
    destroy(spool.folder / FILE, 0, 8 * PAGE)
    spool.close()
    spool.confirm(calls)
    stats = balanced(spool)
    assert stats["stored"] <= 11
    assert not {call.id for call in calls} & set(drained(spool))


def test_it_mends_what_a_gateway_worker_reports(spool: Spool, worker: Worker):
    ids = [worker.call()]
    assert len(spool.take(10)) == 1
    inode = inode_of(spool.folder)
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_INDEX
    report(spool.folder, inode, error)
    spool.version()
    assert inode_of(spool.folder) != inode
    assert not damage_mark(spool.folder, inode).exists()
    ids.append(worker.call())
    assert drained(spool) == ids
    assert balanced(spool)["received"] == 2


def test_it_mends_what_a_gateway_worker_cannot_open(spool: Spool):
    filled(spool.folder)
    assert spool.take(1)
    destroy(spool.folder / FILE, 0, 16)
    with pytest.raises(sqlite3.DatabaseError):
        open_for_writing(spool.folder)
    spool.version()
    open_for_writing(spool.folder).close()
    balanced(spool)


def test_it_reports_nothing_that_is_no_damage(spool: Spool, worker: Worker):
    worker.call()
    report(spool.folder, 1, sqlite3.OperationalError("database is locked"))
    report(spool.folder, 1, OSError())
    assert not damage_mark(spool.folder, 1).exists()


def test_it_goes_on_with_calls_that_are_in_flight_meanwhile(spool: Spool, worker: Worker):
    id = worker.begin(part=b"ans")
    worker.call()
    settle(spool.folder)
    salvage.mend(spool.folder)
    worker.end(id, b"wer")
    spool.interrupt_orphans()
    assert {call.id: (call.state, call.response) for call in spool.take(10)}[id] == ("complete", b"answer")
    assert balanced(spool)["received"] == 2


def test_it_is_not_opened_by_others_while_it_is_moved(spool: Spool, worker: Worker):
    worker.call()
    with shut(spool.folder):
        assert spool.find(NAME) is None
        assert spool.stats() == {}
        with pytest.raises(sqlite3.OperationalError, match="being mended"):
            open_for_writing(spool.folder)
    assert spool.find(NAME) is not None


class Killed(BaseException):
    """What ends a process at once."""


@contextmanager
def killed_at(step: int) -> Iterator[list[int]]:
    """Ends the block at the line of the salvage that runs as number `step`; yields the number so far."""
    steps = [0]

    def look(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != salvage.__file__:
            return None
        steps[0] += event == "line"
        if steps[0] == step and event == "line":
            raise Killed
        return look

    sys.settrace(look)
    try:
        yield steps
    except Killed:
        pass
    finally:
        sys.settrace(None)


def test_it_begins_again_wherever_it_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(salvage, "BATCH", 4)
    ids = filled(tmp_path / "template", calls=6)
    destroy(tmp_path / "template" / FILE, 0, 16)
    for step in count(1, 5):
        with closing(Spool(shutil.copytree(tmp_path / "template", tmp_path / str(step)))) as spool:
            with killed_at(step) as steps:
                spool.take(1)
            with closing(Spool(spool.folder)) as again:
                assert drained(again) == ids[:-2], step
                stats = balanced(again)
                assert (stats["received"], stats["stored"], stats["dropped"]) == (9, 6, 1), step
                assert broken(spool.folder) == [".broken"], step
        if steps[0] < step:
            break
    assert step > 100


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[UUID]]:
    folder = tmp_path_factory.mktemp("template")
    return folder, filled(folder, calls=20)


def written(worker: Worker, spool: Spool) -> UUID:
    """A call of a worker that reports what is damaged, and writes again."""
    while True:
        try:
            return worker.call()
        except sqlite3.DatabaseError as error:
            report(spool.folder, inode_of(spool.folder), error)
            spool.version()


@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=100),
    length=st.floats(0.0, 1.0) | st.just(1.0),
    at_work=st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_never_fails_never_doubles_and_adds_up(
    template: tuple[Path, list[UUID]], flips: list[tuple[float, int]], length: float, at_work: bool
):
    with TemporaryDirectory() as name, closing(Spool(shutil.copytree(template[0], Path(name) / "spool"))) as spool:
        calls = spool.take(5) if at_work else []
        path = spool.folder / FILE
        data = bytearray(path.read_bytes())
        for place, value in flips:
            data[int(place * len(data))] = value
        path.write_bytes(data[: int(length * len(data))])
        spool.stats()
        spool.confirm(calls)
        spool.interrupt_orphans()
        with closing(Worker(spool.folder)) as worker:
            new = written(worker, spool)
            kept = drained(spool)
        assert new in kept
        assert len(kept) == len(set(kept))
        spool.close()
        spool.version()
        balanced(spool)
