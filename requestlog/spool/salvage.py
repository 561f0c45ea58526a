"""A damaged spool is moved aside, a new one begins, and what can still be read of the old one goes into it.

    calls.sqlite3                    the spool
    calls.sqlite3.<time>.salvaging   a damaged one of which not all is in the new one yet
    calls.sqlite3.<time>.broken      a damaged one that nobody needs any more; kept for a person to look at

All of it may be killed at any moment, and is done again from the start: ids are unique, and the counters of a damaged
file are carried over in one transaction that leaves a mark.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from requestlog.spool.counting import standing, unaccounted
from requestlog.spool.damaged import DamagedFile, Values
from requestlog.spool.locks import shut
from requestlog.spool.rows import UNREADABLE
from requestlog.spool.schema import (
    COUNT,
    FILE,
    LATEST,
    TAKING_BUSY_SECONDS,
    Damaged,
    is_damage,
    open_file,
    open_for_taking,
    transaction,
)

log = logging.getLogger(__name__)

BATCH = 200
CHECKED_BYTES = 64 * 1024 * 1024
BESIDE = ("", "-shm", "-wal")  # SQLite's files for one database
CALL = (
    "INSERT OR IGNORE INTO call (id, done, announced, state, project_id, started_us, endpoint, worker, asked, answer,"
    " bare, request, rest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
PART = "INSERT OR IGNORE INTO part (call, number, body) SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM call WHERE id=?1)"
KNOWN = "INSERT OR IGNORE INTO known_id (message_id, call) VALUES (?,?)"
MARKED = "SELECT 1 FROM counter WHERE name = ?"


def open_whole(folder: Path) -> sqlite3.Connection:
    """A connection of the recorder, to a file that is whole as far as opening it can tell, and whose counts add up."""
    if _left(folder):
        mend(folder, damaged=False)
    try:
        return _checked(open_for_taking(folder), folder)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    mend(folder)
    return _checked(open_for_taking(folder), folder)


def _checked(connection: sqlite3.Connection, folder: Path) -> sqlite3.Connection:
    """The connection, if its file is whole; one that is large is trusted, as looking at it would take minutes."""
    try:
        if standing(connection, folder)["bytes"] < CHECKED_BYTES:
            [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if found != "ok":
                raise Damaged(found)
        _balance(connection, folder)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _balance(connection: sqlite3.Connection, folder: Path) -> None:
    """Counts calls as dropped that are missing, and as received those that nobody has counted."""
    with transaction(connection):
        missing = unaccounted(standing(connection, folder))
        if missing > 0:
            log.error("%d calls are missing from the spool; they count as dropped", missing)
            connection.execute(COUNT, ("dropped", missing))
            connection.execute(LATEST, ("last_loss", int(time.time())))
        elif missing:
            connection.execute(COUNT, ("received", -missing))


def mend(folder: Path, *, damaged: bool = True) -> None:
    """Moves the file aside where it is `damaged`, and salvages what was moved aside, now or by one that was killed.

    The door is shut until the calls in flight are in the new file: their workers go on with them there.
    """
    with ExitStack() as open_files:
        with shut(folder):
            _move_aside(folder) if damaged else _finish_moving(folder)
            salvages = [open_files.enter_context(closing(_Salvage(folder, path))) for path in _left(folder)]
            for salvage in salvages:
                salvage.copy(in_flight=True)
        for salvage in salvages:
            salvage.copy(in_flight=False)
            salvage.finish()


def _left(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{FILE}.*.salvaging"))


def _move_aside(folder: Path) -> None:
    for mark in folder.glob("calls.*.damaged"):
        mark.unlink()
    _rename(folder / FILE, folder / f"{FILE}.{time.time_ns()}.salvaging")


def _finish_moving(folder: Path) -> None:
    """The file is moved first; one that was killed then has left those beside it."""
    if not (folder / FILE).exists():
        _rename(folder / FILE, _left(folder)[-1])


def _rename(old: Path, new: Path) -> None:
    for end in BESIDE:
        path = old.with_name(old.name + end)
        if path.exists():
            path.rename(new.with_name(new.name + end))


class _Salvage:
    """From one damaged file into the spool in its place."""

    def __init__(self, folder: Path, path: Path) -> None:
        self._path = path
        self._mark = f"salvaged {path.name}"
        self._read = 0
        self._in_flight: set[object] = set()
        self._new = open_file(folder / FILE, TAKING_BUSY_SECONDS)
        self._old = DamagedFile(path)

    def close(self) -> None:
        self._new.close()
        self._old.close()

    def copy(self, *, in_flight: bool) -> None:
        """The calls in flight with what came of their answers, or all others."""
        if self._is_done():
            return
        self._in_batches(self._old.calls(in_flight=in_flight), self._insert_calls)
        if in_flight:
            self._in_flight = {key for (key,) in self._new.execute("SELECT id FROM call WHERE done = 0")}
        self._in_batches(self._old.parts(lambda key: (key in self._in_flight) is in_flight), self._insert_parts)

    def finish(self) -> None:
        """The counters; then nobody needs the damaged file any more."""
        if not self._is_done():
            self._carry_over(self._old.counters())
        self.close()
        _rename(self._path, self._path.with_suffix(".broken"))

    def _is_done(self) -> bool:
        return self._new.execute(MARKED, (self._mark,)).fetchone() is not None

    def _in_batches(self, rows: Iterator[Values], insert: Callable[[list[Values]], None]) -> None:
        while batch := list(islice(rows, BATCH)):
            with transaction(self._new):
                insert(batch)

    def _insert_calls(self, rows: list[Values]) -> None:
        """A call that its worker has written again into the new file is there already, and counted."""
        self._read += len(rows)
        added = self._new.executemany(CALL, rows).rowcount
        self._new.execute(COUNT, ("received", added))
        self._new.executemany(KNOWN, [(name, row[0]) for row in rows for name in _names(row[9])])

    def _insert_parts(self, rows: list[Values]) -> None:
        self._new.executemany(PART, rows)

    def _carry_over(self, counters: dict[str, int]) -> None:
        stored, dropped = counters.get("stored", 0), counters.get("dropped", 0)
        lost = max(0, counters.get("received", 0) - stored - dropped - self._read)
        added = {**counters, "received": stored + dropped + lost, "dropped": dropped + lost, self._mark: self._read}
        last_loss = int(time.time()) if lost else added.pop("last_loss", 0)
        with transaction(self._new):
            self._new.executemany(COUNT, [(name, value) for name, value in added.items() if name != "last_loss"])
            self._new.execute(LATEST, ("last_loss", last_loss))
        log.error(
            "The spool was damaged: %d calls of it are kept, %s lost; the old file is kept as %s",
            self._read,
            f"{lost} are" if "received" in counters else "it cannot be told how many are",
            self._path.with_suffix(".broken").name,
        )


def _names(answer: Any) -> Iterable[str]:
    """The ids by which a client may name a call, as far as its answer had told them."""
    try:
        facts = orjson.loads(answer)
        names = [*facts.get("known_ids", ()), facts.get("upstream_request_id", "")]
    except UNREADABLE:
        return []
    return [name for name in names if isinstance(name, str) and name]
