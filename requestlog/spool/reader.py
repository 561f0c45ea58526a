"""The other side of the spool: the recorder takes finished calls out, a vote asks for an id."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from requestlog.calls import Call
from requestlog.spool.locks import RECORDER, Lock, is_alive
from requestlog.spool.rows import call_of
from requestlog.spool.schema import FILE, open_for_reading, open_for_taking

MOST_BYTES = 32 * 1024 * 1024
FIND = (
    "SELECT * FROM call WHERE id = ? OR id IN (SELECT call FROM known_id WHERE message_id = ?)"
    " ORDER BY started_us DESC LIMIT 1"
)
FINISHED = "SELECT * FROM call WHERE done = 1 ORDER BY rowid LIMIT ?"
IN_FLIGHT = (
    "SELECT * FROM call WHERE done = 0 AND started_us < ? AND announced = 0 AND answer <> '{}'"
    " ORDER BY started_us LIMIT ?"
)
COUNTS = """
SELECT (SELECT COUNT(*) FROM call),
       (SELECT COUNT(*) FROM call WHERE done = 0),
       (SELECT COUNT(*) FROM call WHERE done = 2),
       (SELECT started_us FROM call WHERE done = 1 ORDER BY rowid LIMIT 1),
       (SELECT value FROM counter WHERE name = 'dropped')
"""
DELETE_NAME = "DELETE FROM known_id WHERE message_id = ? AND call = ?"
DELETES = ("DELETE FROM part WHERE call = ?", "DELETE FROM call WHERE id = ?")


class Spool:
    """One host's spool. `find` and `stats` may be used from any thread; the rest belongs to the one recorder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lease = Lock(folder / RECORDER)
        self._taking: sqlite3.Connection | None = None

    def find(self, message_id: str) -> Call | None:
        """The newest call that a client may mean by `message_id`, in flight or finished; None where there is none."""
        connection = open_for_reading(self.folder)
        if connection is None:
            return None
        with closing(connection):
            row = connection.execute(FIND, (_own(message_id), message_id)).fetchone()
            return call_of(connection, row) if row else None

    def stats(self) -> dict[str, int]:
        """Calls in flight, waiting, refused, dropped; the age of the oldest that waits; the size of the files."""
        connection = open_for_reading(self.folder)
        if connection is None:
            return {}
        with closing(connection):
            held, in_flight, refused, oldest, dropped = connection.execute(COUNTS).fetchone()
        return {
            "in_flight": in_flight,
            "waiting": held - in_flight - refused,
            "refused": refused,
            "dropped": dropped or 0,
            "oldest_seconds": max(0, int(time.time() - oldest / 1e6)) if oldest else 0,
            "bytes": sum(path.stat().st_size for path in self.folder.glob(f"{FILE}*")),
        }

    def lease(self) -> bool:
        """Whether this process is the one recorder of the spool (now)."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._lease.take()

    def close(self) -> None:
        """Gives the lease back."""
        if self._taking is not None:
            self._taking.close()
            self._taking = None
        self._lease.release()

    def version(self) -> int:
        """A number that changes whenever a gateway has written; costs next to nothing."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def take(self, limit: int) -> list[Call]:
        """The oldest finished calls, at most `limit` and about 32 MiB of bodies; they stay until `confirm`."""
        return self._calls(FINISHED, (limit,))

    def in_flight(self, *, before: datetime, limit: int) -> list[Call]:
        """Calls that began before that moment, whose answer has begun, and that are not announced yet."""
        return self._calls(IN_FLIGHT, (int(before.timestamp() * 1e6), limit))

    def announced(self, ids: Iterable[UUID]) -> None:
        """Keeps these calls, still in flight, from being handed out again before they end."""
        with self._transaction() as connection:
            connection.executemany("UPDATE call SET announced = 1 WHERE id = ?", [(id.bytes,) for id in ids])

    def confirm(self, calls: Sequence[Call]) -> None:
        """Deletes finished calls that the database has."""
        keys = [(call.id.bytes,) for call in calls]
        names = [(name, call.id.bytes) for call in calls for name in (*call.known_ids, call.upstream_request_id)]
        with self._transaction() as connection:
            connection.executemany(DELETE_NAME, names)
            for statement in DELETES:
                connection.executemany(statement, keys)

    def refuse(self, ids: Iterable[UUID]) -> None:
        """Keeps finished calls that the database will not have, for a person to look at."""
        with self._transaction() as connection:
            connection.executemany("UPDATE call SET done = 2 WHERE id = ?", [(id.bytes,) for id in ids])

    def interrupt_orphans(self) -> int:
        """Ends the calls of gateway workers that are no more, as interrupted; returns how many."""
        workers = self._connection.execute("SELECT DISTINCT worker FROM call WHERE done = 0").fetchall()
        dead = [worker for (worker,) in workers if not is_alive(self.folder, worker)]
        end = "UPDATE call SET state = 'interrupted', done = 1 WHERE done = 0 AND worker = ?"
        return sum(self._connection.execute(end, (worker,)).rowcount for worker in dead)

    def checkpoint(self, *, truncate: bool) -> None:
        """Moves what was written from the log into the file, so that the log is used anew; cuts it off if told so."""
        self._connection.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})")

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._taking is None:
            self._taking = open_for_taking(self.folder)
        return self._taking

    def _calls(self, query: str, values: Sequence[int]) -> list[Call]:
        calls: list[Call] = []
        size = 0
        for row in self._connection.execute(query, values):
            calls.append(call_of(self._connection, row))
            size += len(calls[-1].request) + len(calls[-1].response)
            if size > MOST_BYTES:
                break
        return calls

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield self._connection


def _own(message_id: str) -> bytes:
    """The key of the call whose own id a client names; b"" where it is another's."""
    try:
        return UUID(message_id).bytes
    except ValueError:
        return b""
