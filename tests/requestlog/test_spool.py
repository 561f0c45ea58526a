"""The spool: what a gateway's worker puts in, the recorder takes out."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from requestlog.ids import new_id
from requestlog.spool import Note, Spool, Start, Writer
from requestlog.spool.locks import Lock, worker_path
from requestlog.spool.schema import FILE

STARTED = datetime(2026, 11, 18, 11, 6, 40, 123456, tzinfo=UTC)
SOON = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path)
    yield spool
    spool.close()


def write(folder: Path, work: Callable[[Writer], Awaitable[object]], *, alive: bool = False) -> None:
    """Does `work` with a writer; its worker counts as dead afterwards unless `alive`."""

    async def run() -> None:
        writer = Writer(folder)
        writer.start()
        await work(writer)
        writer.stop()
        assert not alive or Lock(worker_path(folder, writer.worker)).take()

    asyncio.run(run())


def start(writer: Writer, id: UUID) -> Start:
    return Start(
        id.bytes,
        7,
        int(STARTED.timestamp() * 1e6),
        "chat/completions",
        writer.worker,
        b'{"end_user":"anna"}',
        b"question",
    )


def whole(id: UUID, name: str = "chatcmpl-1") -> Callable[[Writer], Awaitable[object]]:
    """A call from beginning to end."""

    async def work(writer: Writer) -> None:
        await writer.commit(start(writer, id))
        answer = f'{{"status":200,"known_ids":["{name}"],"upstream_request_id":"req_1"}}'.encode()
        await writer.commit(Note(id.bytes, answer, (name, "req_1"), 0, b"answer ", "started"))
        await writer.commit(Note(id.bytes, answer, (), 1, b"whole", "complete"))

    return work


def begun(id: UUID) -> Callable[[Writer], Awaitable[object]]:
    """A call that never ends."""

    async def work(writer: Writer) -> None:
        await writer.commit(start(writer, id))
        await writer.commit(Note(id.bytes, b'{"status":200,"known_ids":["chatcmpl-1"]}', ("chatcmpl-1",), 0, b"ans"))

    return work


def test_it_gives_back_what_was_put_in(spool: Spool):
    id = new_id()
    write(spool.folder, whole(id))
    [call] = spool.take(10)
    assert (call.id, call.project_id, call.endpoint, call.end_user) == (id, 7, "chat/completions", "anna")
    assert (call.state, call.status, call.request, call.response) == ("complete", 200, b"question", b"answer whole")
    assert (call.known_ids, call.upstream_request_id) == (("chatcmpl-1",), "req_1")
    assert call.started_at == STARTED


@pytest.mark.parametrize("name", ["chatcmpl-1", "req_1"])
def test_it_finds_a_call_by_every_name(spool: Spool, name: str):
    id = new_id()
    write(spool.folder, whole(id))
    assert [found.id for found in (spool.find(name), spool.find(str(id))) if found] == [id, id]
    assert spool.find("other") is None


def test_it_forgets_a_call_only_when_that_is_confirmed(spool: Spool):
    write(spool.folder, whole(new_id()))
    calls = spool.take(10)
    assert spool.take(10) == calls
    spool.confirm(calls)
    assert (spool.take(10), spool.find("chatcmpl-1"), spool.find("req_1")) == ([], None, None)
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        for table in ("call", "part", "known_id"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


def test_it_hands_calls_out_in_the_order_in_which_they_came(spool: Spool):
    ids = [new_id() for _ in range(5)]
    for id in ids:
        write(spool.folder, whole(id, f"chatcmpl-{id}"))
    assert [call.id for call in spool.take(3)] == ids[:3]


def test_it_ends_the_calls_of_dead_workers_alone(spool: Spool):
    write(spool.folder, begun(new_id()))
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        worker = connection.execute("SELECT worker FROM call").fetchone()[0]
    alive = Lock(worker_path(spool.folder, worker))
    assert alive.take()
    assert (spool.interrupt_orphans(), spool.take(10)) == (0, [])
    alive.release()
    assert spool.interrupt_orphans() == 1
    [call] = spool.take(10)
    assert (call.state, call.response) == ("interrupted", b"ans")


def test_it_shows_calls_in_flight_once(spool: Spool):
    id = new_id()
    write(spool.folder, begun(id))
    assert spool.in_flight(before=datetime(2026, 1, 1, tzinfo=UTC), limit=10) == []
    [call] = spool.in_flight(before=SOON, limit=10)
    assert (call.id, call.state) == (id, "started")
    spool.announced([id])
    assert spool.in_flight(before=SOON, limit=10) == []


def test_it_keeps_refused_calls_aside(spool: Spool):
    id = new_id()
    write(spool.folder, whole(id))
    spool.refuse([id])
    assert spool.take(10) == []
    assert spool.stats()["refused"] == 1


def test_it_counts(spool: Spool):
    assert spool.stats() == {}
    write(spool.folder, whole(new_id()))
    write(spool.folder, begun(new_id()))
    stats = spool.stats()
    assert (stats["waiting"], stats["in_flight"], stats["refused"], stats["dropped"]) == (1, 1, 0, 0)
    assert 0 <= (datetime.now(UTC) - STARTED).total_seconds() - stats["oldest_seconds"] < 60


def test_it_says_when_something_was_written(spool: Spool):
    before = spool.version()
    assert spool.version() == before
    write(spool.folder, whole(new_id()))
    assert spool.version() != before


def test_it_has_one_recorder(spool: Spool):
    other = Spool(spool.folder)
    assert spool.lease()
    assert spool.lease()
    assert not other.lease()
    spool.close()
    assert other.lease()
    other.close()


def test_it_keeps_what_cannot_be_written_yet_in_memory(spool: Spool):
    id = new_id()

    async def work(writer: Writer) -> None:
        with closing(sqlite3.connect(spool.folder / FILE, isolation_level=None)) as other:
            await writer.commit(start(writer, new_id()))
            other.execute("BEGIN IMMEDIATE")
            await whole(id)(writer)
            assert writer.failing
            assert spool.find("chatcmpl-1") is None
            other.execute("ROLLBACK")
        while spool.find("chatcmpl-1") is None:
            await asyncio.sleep(0.01)
        assert not writer.failing

    write(spool.folder, work)
    assert [call.id for call in spool.take(10)] == [id]


def test_it_counts_what_it_must_drop(spool: Spool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("requestlog.spool.writer.MOST_WAITING_BYTES", 100)
    id = new_id()

    async def work(writer: Writer) -> None:
        assert not await writer.commit(start(writer, id))
        writer.drop(id.bytes, begun=False)

    write(spool.folder, work)
    stats = spool.stats()
    assert (stats["received"], stats["dropped"], stats["cut"]) == (1, 1, 0)
    assert stats["last_loss"] > 0
    assert spool.take(10) == []


def test_it_counts_a_call_whose_end_it_must_drop_as_cut(spool: Spool):
    id = new_id()

    async def work(writer: Writer) -> None:
        await writer.commit(start(writer, id))
        writer.drop(id.bytes, begun=True)

    write(spool.folder, work)
    stats = spool.stats()
    assert (stats["received"], stats["dropped"], stats["cut"]) == (1, 0, 1)
    assert [call.state for call in spool.take(10)] == ["interrupted"]


def test_it_writes_into_the_new_file_where_the_old_one_is_moved_aside(spool: Spool):
    ids = [new_id(), new_id()]

    async def work(writer: Writer) -> None:
        await writer.commit(start(writer, ids[0]))
        for left in spool.folder.glob(f"{FILE}*"):
            left.rename(left.with_name(f"{left.name}.broken"))
        await writer.commit(start(writer, ids[1]))

    write(spool.folder, work)
    assert spool.find(str(ids[0])) is None
    assert spool.find(str(ids[1])) is not None


def test_it_groups_what_comes_thick_and_fast(spool: Spool):
    ids = [new_id() for _ in range(100)]

    async def work(writer: Writer) -> None:
        assert all(await asyncio.gather(*(writer.commit(start(writer, id)) for id in ids)))

    write(spool.folder, work)
    assert spool.stats()["received"] == spool.stats()["in_flight"] == 100
