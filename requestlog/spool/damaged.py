"""What can still be read of a damaged spool: row by row, past every error."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from requestlog.spool.counting import COUNTERS
from requestlog.spool.rows import DAMAGED, UNREADABLE, with_note
from requestlog.spool.schema import BARE, FILE, TAKING_BUSY_SECONDS, open_file, readable

LAST_ROW = 1 << 62
STEPS = 5_000  # one row at a time over as many as a page of the tree has below it; then ever larger leaps
FACTS = "id, done, announced, state, project_id, started_us, endpoint, worker, asked, answer, bare"
CALL = f"SELECT {FACTS}, request, rest FROM call WHERE rowid = ?"  # noqa: S608
WITHOUT_BODIES = f"SELECT {FACTS}, NULL AS request, NULL AS rest FROM call WHERE rowid = ?"  # noqa: S608
PART = "SELECT call, number, body FROM part WHERE rowid = ?"
TYPES: tuple[type | tuple[type, ...], ...] = (
    *(bytes, int, int, str, int, int, str, str, bytes, (bytes, str), int),
    *((bytes, type(None)), (bytes, type(None))),
)
PAGE_BYTES = 4096
PAGES_AT = slice(28, 32)  # in the first page: how many there are
MOST_COUNTED = 1 << 48
# A damaged row may claim any size, and an error of SQLite repeat a damaged name
BROKEN = (sqlite3.Error, MemoryError, UnicodeDecodeError)

Values = tuple[object, ...]


class DamagedFile:
    """A spool that was moved aside. While it is open no gateway worker that had it open commits into it."""

    def __init__(self, path: Path) -> None:
        self._connection = _opened(path)
        if not self._has("call"):
            self._connection.close()
            _give_new_beginning(path)
            self._connection = _opened(path)

    def close(self) -> None:
        self._connection.close()

    def calls(self, *, in_flight: bool) -> Iterator[Values]:
        """The rows of calls in flight, or of all others, in the order in which they came."""
        for rowid, done in self._rows("call", "done"):
            if (done == 0) is in_flight:
                row = self._row(CALL, rowid) or self._bare(rowid)
                if row and _is_call(row):
                    yield row

    def parts(self, wanted: Callable[[object], bool]) -> Iterator[Values]:
        """The rows of parts of the calls whose key is `wanted`."""
        for rowid, key in self._rows("part", "call"):
            row = self._row(PART, rowid) if wanted(key) else None
            if row and [type(value) for value in row] == [bytes, int, bytes]:
                yield row

    def counters(self) -> dict[str, int]:
        """Those counters that can be read."""
        found = {}
        for name in COUNTERS:
            row = self._row("SELECT value FROM counter NOT INDEXED WHERE name = ?", name)
            if row and isinstance(row[0], int) and 0 <= row[0] < MOST_COUNTED:
                found[name] = row[0]
        return found

    def _has(self, table: str) -> bool:
        """Whether the file is a database that knows the table; looks at none of its rows."""
        try:
            self._connection.execute(f"EXPLAIN SELECT * FROM {table}").fetchone()  # noqa: S608
        except BROKEN:
            return False
        return True

    def _rows(self, table: str, column: str) -> Iterator[tuple[int, object]]:
        """The row ids that can be reached, ascending, with a column each."""
        query = f"SELECT rowid, {column} FROM {table} NOT INDEXED WHERE rowid > ? ORDER BY rowid"  # noqa: S608
        at = misses = 0
        while at < LAST_ROW and self._has(table):
            try:
                for rowid, value in self._connection.execute(query, (at,)):
                    if rowid <= at:
                        break
                    at, misses = rowid, 0
                    yield rowid, value
                else:
                    return
            except BROKEN:
                pass
            misses += 1
            at += 1 if misses < STEPS else 1 << min(misses - STEPS, 62)

    def _bare(self, rowid: int) -> Values | None:
        """The row of a call whose bodies cannot be read; its metadata says so."""
        row = self._row(WITHOUT_BODIES, rowid)
        if row is None:
            return None
        try:
            asked = orjson.dumps(with_note(orjson.loads(row[8]), DAMAGED))  # type: ignore[arg-type]
        except UNREADABLE:
            return row
        return (*row[:8], asked, *row[9:])

    def _row(self, query: str, value: int | str) -> Values | None:
        try:
            row = self._connection.execute(query, (value,)).fetchone()
        except BROKEN:
            return None
        return tuple(row) if row else None


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=TAKING_BUSY_SECONDS, isolation_level=None)
    connection.text_factory = readable
    with suppress(*BROKEN):  # where that cannot be done, no gateway worker can write either
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(BARE)  # to a file of version 1; it is never committed
    return connection


def _give_new_beginning(path: Path) -> None:
    """Puts the first page of a new spool, which says where each table begins, in the place of a damaged one."""
    with TemporaryDirectory(dir=path.parent) as folder:
        new = Path(folder) / FILE
        open_file(new, TAKING_BUSY_SECONDS).close()
        page = bytearray(new.read_bytes()[:PAGE_BYTES])
    page[PAGES_AT] = (path.stat().st_size // PAGE_BYTES).to_bytes(4, "big")
    with path.open("r+b") as file:
        file.write(page)


def _is_call(row: Values) -> bool:
    """Whether damage has left the row one that the spool can hold."""
    typed = all(isinstance(value, kind) for value, kind in zip(row, TYPES, strict=True))
    return typed and len(row[0]) == 16 and row[1] in (0, 1, 2)  # type: ignore[arg-type]
