"""The tables that PostgreSQL keeps by month, so that a month nobody wants any more is dropped instead of deleted.

Each is partitioned by range of `request_id`; what belongs to no month is in `<table>_rest`. SQLite has no such tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, connection, transaction

from requestlog.ids import day_of
from requestlog.months import Month, months_between

TABLES = ("requestlog_payload", "requestlog_search")
# Below the server's deadlock_timeout: of two that wait for each other, it is this one that gives up
LOCK_MILLISECONDS = 800
LOCK_NOT_AVAILABLE = "55P03"
RETRY = timedelta(minutes=1)
# So many rows are moved while others wait, in about a second; more stay in the rest until somebody asks for it
MOST_MOVED = 10_000
MAKING = 0x6D6F6E746873  # an advisory lock: one process at a time makes months
PARTS = """
SELECT parent.relname, part.relname, part.reltuples::bigint, pg_total_relation_size(part.oid)
FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE parent.relname = ANY(%s) AND parent.relkind = 'p' AND pg_table_is_visible(parent.oid)
ORDER BY parent.relname, part.relname
"""
_not_before: dict[str, datetime] = {}


class Part(NamedTuple):
    """A table of one month of `table`, or of the rest (no `month`); `rows` are about, None where nobody knows."""

    table: str
    name: str
    rows: int | None
    bytes: int

    @property
    def month(self) -> Month | None:
        return Month.named(self.name)


def parts(*tables: str) -> list[Part]:
    """What those tables consist of, by name; [] where the database has no such tables."""
    if connection.vendor != "postgresql":
        return []
    found = _rows(PARTS, list(tables or TABLES))
    return [Part(table, name, rows if rows >= 0 else None, size) for table, name, rows, size in found]


def make_months(*, now: datetime) -> int:
    """Makes this month and the next two of each table, where they are missing; returns how many.

    Where that cannot be done without others waiting for long, it is tried again a minute later.
    """
    if now < _not_before.get(connection.alias, now):
        return 0
    try:
        made, left = _make_missing(now, _ahead_of(now), MOST_MOVED)
    except MonthIsBusyError:
        made, left = 0, 1
    if left:
        _not_before[connection.alias] = now + RETRY
    return made


def make_months_for(since: date, until: date, *, ahead: bool = False) -> int:
    """Makes the months from that of `since` to that of `until`, where they are missing; returns how many.

    With two more where those `ahead` are wanted. For imports and sample data, before their rows come.
    Rows of such a month that are in the rest are moved into it, and who reads or writes the rest waits meanwhile.
    Raises `MonthIsBusyError` where others hold the table; months made before that stay.
    """
    return _make_missing(since, _ahead_of(until) if ahead else until, None)[0]


def oldest_in_rest() -> date | None:
    """The day of the oldest row that is in no month."""
    rests = [f"{table}_rest" for table in sorted({part.table for part in parts()})]
    found = [row for rest in rests for row in _rows(f"SELECT min(request_id::text) FROM {rest}")]  # noqa: S608
    return min((day_of(UUID(oldest)) for (oldest,) in found if oldest), default=None)


def _ahead_of(moment: date) -> date:
    return Month.of(moment).next.next.begin


def _make_missing(since: date, until: date, most_moved: int | None) -> tuple[int, int]:
    """How many months were made, and how many left out because more rows than `most_moved` would move."""
    found = parts()
    there = {part.name for part in found}
    tables = sorted({part.table for part in found})
    months = [(table, month) for month in months_between(since, until) for table in tables]
    missing = [(table, month) for table, month in months if f"{table}_{month}" not in there]
    small = [each for each in missing if most_moved is None or not _has_more(*each, most_moved)]
    return sum(_make(table, month) for table, month in small), len(missing) - len(small)


class MonthIsBusyError(Exception):
    """Somebody else works on the table; the same may succeed later."""


@contextmanager
def brief_locks(seconds: float | None = None) -> Iterator[None]:
    """A transaction that waits for no lock for long. Raises `MonthIsBusyError` where it would have to."""
    try:
        with transaction.atomic():
            _execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
            if seconds is not None:
                _execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise MonthIsBusyError from error


def drop(part: Part) -> None:
    """Removes a month with everything in it. Raises `MonthIsBusyError`."""
    with brief_locks():
        _execute(f"DROP TABLE {_quoted(part.name)}")


def lock(part: Part) -> None:
    """Lets nobody else read or write the month until the transaction ends."""
    _execute(f"LOCK TABLE {_quoted(part.name)} IN ACCESS EXCLUSIVE MODE")


def keep_only(part: Part, ids: Iterable[UUID]) -> None:
    """Empties a month but for these calls, in the transaction that has its `lock`; its disk is free at the end."""
    name = _quoted(part.name)
    _execute(f"CREATE TEMP TABLE staying (LIKE {name} INCLUDING STORAGE) ON COMMIT DROP")
    _execute(f"INSERT INTO staying SELECT * FROM {name} WHERE request_id = ANY(%s)", list(ids))  # noqa: S608
    _execute(f"TRUNCATE {name}")
    _execute(f"INSERT INTO {name} SELECT * FROM staying")  # noqa: S608


def _has_more(table: str, month: Month, most: int) -> bool:
    """Whether the rest holds more than `most` rows of a month."""
    rows = f"SELECT FROM {table}_rest WHERE request_id >= %s AND request_id < %s LIMIT {most + 1}"
    return _execute(rows, month.first, month.next.first) > most


def _make(table: str, month: Month) -> int:
    name, rest = f"{table}_{month}", f"{table}_rest"
    first, end = month.first, month.next.first
    with brief_locks():
        if not _execute("SELECT 1 WHERE pg_try_advisory_xact_lock(%s)", MAKING):
            raise MonthIsBusyError
        if _execute("SELECT 1 FROM pg_class WHERE relname = %s AND pg_table_is_visible(oid)", name):
            return 0
        # Nobody writes to the table meanwhile: a row on its way into the rest would be refused there
        _execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        _execute(f"LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE")
        _execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
        _execute(f"INSERT INTO {name} SELECT * FROM {rest} WHERE request_id >= %s AND request_id < %s", first, end)  # noqa: S608
        _execute(f"DELETE FROM {rest} WHERE request_id >= %s AND request_id < %s", first, end)  # noqa: S608
        _execute(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')")
    return 1


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def _execute(statement: str, *values: object) -> int:
    """How many rows it found or changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)
