"""The writer: commits in the loop, in its thread, or later; never fails its caller."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from requestlog.ids import new_id
from requestlog.spool import Note, Spool, Start, Writer
from requestlog.spool.schema import FILE
from tests.loops import awaited


def write(folder: Path, work: Callable[[Writer], Awaitable[object]]) -> None:
    """Does `work` with a writer; its worker counts as dead afterwards."""

    async def run() -> None:
        writer = Writer(folder)
        writer.start()
        await work(writer)
        writer.stop()

    awaited(run())


def start(writer: Writer, id: UUID, body: bytes = b"question") -> Start:
    return Start(id.bytes, 7, 1_795_000_000_000_000, "chat/completions", writer.worker, b"{}", body)


async def whole(writer: Writer, id: UUID, name: str = "chatcmpl-1") -> None:
    """A call from beginning to end."""
    await writer.commit(start(writer, id))
    answer = f'{{"status":200,"known_ids":["{name}"]}}'.encode()
    await writer.commit(Note(id.bytes, answer, (name,), 0, b"answer ", "started"))
    await writer.commit(Note(id.bytes, answer, (), 1, b"whole", "complete"))


@pytest.mark.parametrize("size", [10, 100_000])
def test_it_commits_before_it_comes_back(spool: Spool, size: int):
    id = new_id()

    async def work(writer: Writer) -> None:
        await writer.commit(start(writer, id, b"q" * size))
        assert len(Spool(spool.folder).find(str(id)).request) == size

    write(spool.folder, work)


def test_it_keeps_the_order_of_what_is_said_of_a_call(spool: Spool):
    ids = [new_id() for _ in range(20)]

    async def work(writer: Writer) -> None:
        for id in ids:
            assert writer.put(start(writer, id, b"q" * 70_000))  # goes to the thread
            await whole_of(writer, id)

    async def whole_of(writer: Writer, id: UUID) -> None:
        await writer.commit(Note(id.bytes, b"{}", (), 0, b"answer", "complete"))

    write(spool.folder, work)
    calls = spool.take(100)
    assert [call.id for call in calls] == ids
    assert {(call.state, call.response, len(call.request)) for call in calls} == {("complete", b"answer", 70_000)}


def test_it_keeps_what_cannot_be_written_yet_in_memory(spool: Spool):
    id = new_id()

    async def work(writer: Writer) -> None:
        with closing(sqlite3.connect(spool.folder / FILE, isolation_level=None)) as other:
            await writer.commit(start(writer, new_id()))
            other.execute("BEGIN IMMEDIATE")
            await whole(writer, id)
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
