"""A gateway worker that does one thing after the other, and what may happen to the file that it writes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import orjson

from requestlog.ids import new_id
from requestlog.spool import Note, Spool, Start
from requestlog.spool.counting import PLACES
from requestlog.spool.file import SpoolFile
from requestlog.spool.locks import Lock, worker_path
from requestlog.spool.schema import FILE
from requestlog.spool.writes import Write

PATIENCE_SECONDS = 20
STARTED = datetime(2026, 11, 18, 11, 6, 40, 123456, tzinfo=UTC)
NAME = "chatcmpl-1"
ASKED = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Say hello"}]}
ANSWERED = {
    "id": NAME,
    "model": "gpt-5-mini-2025-08-07",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 2},
}


class Worker:
    """Its calls count as left by a dead one as soon as it is closed."""

    def __init__(self, folder: Path) -> None:
        self.name = uuid4().hex
        self.file = SpoolFile(folder, self.lock(folder))

    def lock(self, folder: Path) -> Lock:
        self._lock = Lock(worker_path(folder, self.name))
        return self._lock

    def close(self) -> None:
        self.file.close()
        self._lock.release()

    def write(self, *writes: Write) -> None:
        """Tries again while another process has the file, as a gateway does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.file.commit(writes, patient=True)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise

    def begin(self, name: str = NAME, *, project_id: int = 7, padding: int = 0, part: bytes = b"answer ") -> UUID:
        """A call in flight: its request, its first id and the first piece of its answer are there."""
        id = new_id()
        request = orjson.dumps(ASKED | {"padding": noise(padding)})
        asked = b'{"end_user":"anna","metadata":{"plan":"pro"}}'
        started_us = int(STARTED.timestamp() * 1e6)
        self.write(Start(id.bytes, project_id, started_us, "chat/completions", self.name, asked, request))
        self.write(Note(id.bytes, facts(name), (name, "req_1"), 0, part))
        return id

    def end(self, id: UUID, rest: bytes = b"whole", name: str = NAME) -> UUID:
        self.write(Note(id.bytes, facts(name), (), 1, rest, "complete"))
        return id

    def call(self, name: str = NAME, *, project_id: int = 7, padding: int = 0) -> UUID:
        """A call from beginning to end, in two pieces, of a chat whose request is `padding` characters longer."""
        answer = orjson.dumps(ANSWERED)
        id = self.begin(name, project_id=project_id, padding=padding, part=answer[:20])
        return self.end(id, answer[20:], name)


def facts(name: str) -> bytes:
    return orjson.dumps({"status": 200, "known_ids": [name], "upstream_request_id": "req_1"})


def noise(length: int) -> str:
    """Text that does not pack."""
    return "".join(uuid4().hex for _ in range(length // 32))


def balanced(spool: Spool) -> dict[str, int]:
    """The spool's counts, which add up, also with what is really there."""
    stats = spool.stats()
    assert stats["received"] == sum(stats[place] for place in PLACES), stats
    with closing(sqlite3.connect(spool.folder / FILE)) as connection:
        [held] = connection.execute("SELECT COUNT(*) FROM call NOT INDEXED").fetchone()
    assert held == stats["in_flight"] + stats["waiting"] + stats["refused"]
    return stats


def drained(spool: Spool) -> list[UUID]:
    """The ids that a recorder gets, each time that it gets them."""
    ids = []
    while calls := spool.take(200):
        ids += [call.id for call in calls]
        spool.confirm(calls)
    return ids


def settle(folder: Path) -> Path:
    """The spool's one file, with everything in it, as it lies there when all processes have ended."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / FILE
