"""The tables that PostgreSQL keeps by month, so that a month nobody wants any more is dropped instead of deleted.

Each is partitioned by range of `request_id`; what belongs to no month is in `<table>_rest`. SQLite has no such tables.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from requestlog.database.parts import MonthIsBusyError, Part, brief_locks, execute, parts_of, rows
from requestlog.ids import day_of
from requestlog.months import Month, months_between

__all__ = ["TABLES", "MonthIsBusyError", "make_months", "make_months_for", "oldest_in_rest", "parts"]

TABLES = ("requestlog_payload", "requestlog_search")
RETRY = timedelta(minutes=1)
# So many rows are moved while others wait, in about a second; more stay in the rest until somebody asks for it
MOST_MOVED = 10_000
MAKING = 0x6D6F6E746873  # an advisory lock: one process at a time makes months
_not_before: dict[str, datetime] = {}


def parts() -> list[Part]:
    """What the tables consist of, by name; [] where the database has no such tables."""
    return parts_of(TABLES)


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
    found = [row for rest in rests for row in rows(f"SELECT min(request_id::text) FROM {rest}")]  # noqa: S608
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


def _has_more(table: str, month: Month, most: int) -> bool:
    """Whether the rest holds more than `most` rows of a month."""
    found = f"SELECT FROM {table}_rest WHERE request_id >= %s AND request_id < %s LIMIT {most + 1}"
    return execute(found, month.first, month.next.first) > most


def _make(table: str, month: Month) -> int:
    name, rest = f"{table}_{month}", f"{table}_rest"
    first, end = month.first, month.next.first
    with brief_locks():
        if not execute("SELECT 1 WHERE pg_try_advisory_xact_lock(%s)", MAKING):
            raise MonthIsBusyError
        if execute("SELECT 1 FROM pg_class WHERE relname = %s AND pg_table_is_visible(oid)", name):
            return 0
        # Nobody writes to the table meanwhile: a row on its way into the rest would be refused there
        execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        execute(f"LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE")
        execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
        execute(f"INSERT INTO {name} SELECT * FROM {rest} WHERE request_id >= %s AND request_id < %s", first, end)  # noqa: S608
        execute(f"DELETE FROM {rest} WHERE request_id >= %s AND request_id < %s", first, end)  # noqa: S608
        execute(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')")
    return 1
