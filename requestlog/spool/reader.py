"""The other side of the spool: the recorder takes finished calls out, a vote asks for an id."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from requestlog.calls import Call
from requestlog.spool.counting import standing
from requestlog.spool.locks import RECORDER, Lock, is_alive
from requestlog.spool.rows import UNREADABLE, call_of
from requestlog.spool.salvage import mend, open_whole
from requestlog.spool.schema import COUNT, damage_mark, inode_of, is_damage, open_for_reading, transaction

log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_BYTES = 32 * 1024 * 1024
FIND = """
SELECT * FROM call WHERE id = (
    SELECT id FROM call WHERE (id = ? OR id IN (SELECT call FROM known_id WHERE message_id = ?)) {of_projects}
    ORDER BY started_us DESC LIMIT 1
)"""
FINISHED = "SELECT rowid, * FROM call WHERE done = 1 ORDER BY bare DESC, rowid LIMIT ?"
IN_FLIGHT = (
    "SELECT rowid, * FROM call WHERE done = 0 AND started_us < ? AND announced = 0 AND answer <> '{}'"
    " ORDER BY started_us LIMIT ?"
)
REFUSE = "UPDATE call SET done = 2 WHERE id = ? AND done = 1"
SET_ASIDE = "UPDATE call SET announced = 1, done = CASE done WHEN 1 THEN 2 ELSE done END WHERE rowid = ?"
DELETE_NAME = "DELETE FROM known_id WHERE message_id = ? AND call = ?"
DELETE_PARTS = "DELETE FROM part WHERE call = ?"
DELETE_CALL = "DELETE FROM call WHERE id = ?"
DELETE_UNINDEXED = "DELETE FROM call NOT INDEXED WHERE id IN ({keys})"
GENERATION = 1 << 32


class Spool:
    """One host's spool. `find` and `stats` may be used from any thread; the rest belongs to the one recorder.

    The recorder need not know of damaged files: one that is found damaged is mended, and the work done on the new one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lease = Lock(folder / RECORDER)
        self._taking: sqlite3.Connection | None = None
        self._inode = 0
        self._opened = 0

    def find(self, message_id: str, *, project_ids: Collection[int] = ()) -> Call | None:
        """The newest call that a client may mean by `message_id`, in flight or finished, of those projects if any are
        named; None where there is none. Raises `sqlite3.Error` where the spool cannot be read."""
        connection = open_for_reading(self.folder)
        if connection is None:
            return None
        of_projects = f"AND project_id IN ({','.join('?' * len(project_ids))})" if project_ids else ""
        with closing(connection):
            query = FIND.format(of_projects=of_projects)
            row = connection.execute(query, (_own(message_id), message_id, *project_ids)).fetchone()
            return _readable(connection, row) if row else None

    def stats(self) -> dict[str, int]:
        """How the spool stands, all of one moment (see `counting`); empty where there is none, or it cannot be read."""
        try:
            connection = open_for_reading(self.folder)
            if connection is None:
                return {}
            with closing(connection):
                return standing(connection, self.folder)
        except sqlite3.Error:
            log.exception("The spool in %s cannot be counted", self.folder)
            return {}

    def lease(self) -> bool:
        """Whether this process is the one recorder of the spool (now)."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._lease.take()

    def close(self) -> None:
        """Gives the lease back."""
        self._let_go()
        self._lease.release()

    def version(self) -> int:
        """A number that changes whenever a gateway has written; costs next to nothing."""
        if self._taking is not None and inode_of(self.folder) != self._inode:
            self._let_go()  # somebody has moved or removed the file
        seen = self._on_the_file(lambda connection: connection.execute("PRAGMA data_version").fetchone()[0])
        return self._opened * GENERATION + int(seen)

    def take(self, limit: int) -> list[Call]:
        """The oldest finished calls, at most `limit` and about 32 MiB of bodies; they stay until `confirm`. Those that
        cannot be read are refused on the way."""
        return self._on_the_file(lambda connection: self._calls(connection, FINISHED, (limit,)))

    def in_flight(self, *, before: datetime, limit: int) -> list[Call]:
        """Calls that began before that moment, whose answer has begun, and that are not announced yet."""
        values = (int(before.timestamp() * 1e6), limit)
        return self._on_the_file(lambda connection: self._calls(connection, IN_FLIGHT, values))

    def announced(self, ids: Iterable[UUID]) -> None:
        """Keeps these calls, still in flight, from being handed out again before they end."""
        self._do_for_each("UPDATE call SET announced = 1 WHERE id = ?", ids)

    def confirm(self, calls: Sequence[Call]) -> None:
        """Deletes finished calls that the database has, and counts them as stored; twice changes nothing."""
        self._on_the_file(lambda connection: _confirm(connection, calls))

    def refuse(self, ids: Iterable[UUID]) -> None:
        """Keeps finished calls that the database will not have, for a person to look at."""
        self._do_for_each(REFUSE, ids)

    def interrupt_orphans(self) -> int:
        """Ends the calls of gateway workers that are no more, as interrupted; returns how many."""
        return self._on_the_file(self._interrupt_orphans)

    def checkpoint(self, *, truncate: bool) -> None:
        """Moves what was written from the log into the file, so that the log is used anew; cuts it off if told so."""
        mode = "TRUNCATE" if truncate else "PASSIVE"
        self._on_the_file(lambda connection: connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone())

    def _on_the_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Does `work`; once more where the file turns out to be damaged, on the one that takes its place."""
        try:
            return work(self._connection())
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self._let_go()  # what is opened anew is looked at anew
            if not is_damage(error):
                raise
            mend(self.folder)
        return work(self._connection())

    def _connection(self) -> sqlite3.Connection:
        if self._taking is not None and damage_mark(self.folder, self._inode).exists():
            self._let_go()
            mend(self.folder)
        if self._taking is None:
            self._taking = open_whole(self.folder)
            self._inode = inode_of(self.folder)
            self._opened += 1
        return self._taking

    def _let_go(self) -> None:
        if self._taking is not None:
            self._taking.close()
            self._taking = None

    def _calls(self, connection: sqlite3.Connection, query: str, values: Sequence[int]) -> list[Call]:
        calls: list[Call] = []
        unreadable: list[tuple[int]] = []
        size = 0
        for row in connection.execute(query, values):
            call = _readable(connection, row)
            if call is None:
                unreadable.append((row["rowid"],))
                continue
            calls.append(call)
            size += len(call.request) + len(call.response)
            if size > MOST_BYTES:
                break
        if unreadable:
            with transaction(connection):
                connection.executemany(SET_ASIDE, unreadable)
        return calls

    def _do_for_each(self, statement: str, ids: Iterable[UUID]) -> None:
        keys = [(id.bytes,) for id in ids]

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.executemany(statement, keys)

        self._on_the_file(work)

    def _interrupt_orphans(self, connection: sqlite3.Connection) -> int:
        workers = connection.execute("SELECT DISTINCT worker FROM call WHERE done = 0").fetchall()
        dead = [worker for (worker,) in workers if not is_alive(self.folder, worker)]
        end = "UPDATE call SET state = 'interrupted', done = 1 WHERE done = 0 AND worker = ?"
        return sum(connection.execute(end, (worker,)).rowcount for worker in dead)


def _confirm(connection: sqlite3.Connection, calls: Sequence[Call]) -> None:
    if not calls:
        return
    keys = [(call.id.bytes,) for call in calls]
    names = [(name, call.id.bytes) for call in calls for name in (*call.known_ids, call.upstream_request_id) if name]
    with transaction(connection):
        connection.executemany(DELETE_NAME, names)
        connection.executemany(DELETE_PARTS, keys)
        stored = connection.executemany(DELETE_CALL, keys).rowcount
        if stored < len(keys):  # confirmed before; or its index is damaged, which this shows
            query = DELETE_UNINDEXED.format(keys=",".join("?" * len(keys)))
            stored += connection.execute(query, [key for (key,) in keys]).rowcount
        if stored:
            connection.execute(COUNT, ("stored", stored))


def _readable(connection: sqlite3.Connection, row: sqlite3.Row) -> Call | None:
    """The call; None, and a line in the log, where damage has left nothing that makes one."""
    try:
        return call_of(connection, row)
    except UNREADABLE as error:
        log.error("A call of the spool cannot be read, and stays there as refused: %r", error)
        return None


def _own(message_id: str) -> bytes:
    """The key of the call whose own id a client names; b"" where it is another's."""
    try:
        return UUID(message_id).bytes
    except ValueError:
        return b""
