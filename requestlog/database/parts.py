"""A table of which PostgreSQL keeps each month apart: what may be done with a month as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, connection, transaction

from requestlog.months import Month

# Below the server's deadlock_timeout: of two that wait for each other, it is this one that gives up
LOCK_MILLISECONDS = 800
LOCK_NOT_AVAILABLE = "55P03"
PARTS = """
SELECT parent.relname, part.relname, part.reltuples::bigint, pg_total_relation_size(part.oid)
FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE parent.relname = ANY(%s) AND parent.relkind = 'p' AND pg_table_is_visible(parent.oid)
ORDER BY parent.relname, part.relname
"""


class MonthIsBusyError(Exception):
    """Somebody else works on the table; the same may succeed later."""


class Part(NamedTuple):
    """A table of one month of `table`, or of the rest (no `month`); `rows` are about, None where nobody knows."""

    table: str
    name: str
    rows: int | None
    bytes: int

    @property
    def month(self) -> Month | None:
        return Month.named(self.name)


def parts_of(tables: Sequence[str]) -> list[Part]:
    """What these tables consist of, by name; [] where the database has no such tables."""
    if connection.vendor != "postgresql":
        return []
    found = rows(PARTS, list(tables))
    return [Part(table, name, number if number >= 0 else None, size) for table, name, number, size in found]


@contextmanager
def brief_locks(seconds: float | None = None) -> Iterator[None]:
    """A transaction that waits for no lock for long. Raises `MonthIsBusyError` where it would have to."""
    try:
        with transaction.atomic():
            execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
            if seconds is not None:
                execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise MonthIsBusyError from error


def drop(part: Part) -> None:
    """Removes a month with everything in it. Raises `MonthIsBusyError`."""
    with brief_locks():
        execute(f"DROP TABLE {_quoted(part.name)}")


def lock(part: Part) -> None:
    """Lets nobody else read or write the month until the transaction ends."""
    execute(f"LOCK TABLE {_quoted(part.name)} IN ACCESS EXCLUSIVE MODE")


def count(part: Part) -> int:
    """Exactly how many rows it holds."""
    return int(rows(f"SELECT count(*) FROM {_quoted(part.name)}")[0][0])  # noqa: S608


def holds_any_of(part: Part, projects: Sequence[int]) -> bool:
    """Whether it holds rows of any of these projects."""
    found = f"SELECT FROM {_quoted(part.name)} WHERE project_id = ANY(%s) LIMIT 1"
    return execute(found, list(projects)) > 0


def collect_words(part: Part) -> None:
    """Has the words of all calls of the part collected anew, behind those that are new."""
    queued = "INSERT INTO requestlog_unsearched (id, project_id, request_id)"
    execute(f"{queued} SELECT gen_random_uuid(), project_id, request_id FROM {_quoted(part.name)}")  # noqa: S608


def keep_only(part: Part, ids: Iterable[UUID]) -> None:
    """Empties a month but for these calls, in the transaction that has its `lock`; its disk is free at the end."""
    name = _quoted(part.name)
    execute(f"CREATE TEMP TABLE staying (LIKE {name} INCLUDING STORAGE) ON COMMIT DROP")
    execute(f"INSERT INTO staying SELECT * FROM {name} WHERE request_id = ANY(%s)", list(ids))  # noqa: S608
    execute(f"TRUNCATE {name}")
    execute(f"INSERT INTO {name} SELECT * FROM staying")  # noqa: S608


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What it finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def execute(statement: str, *values: Any) -> int:
    """How many rows it found or changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)
