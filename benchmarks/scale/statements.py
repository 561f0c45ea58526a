"""A page's statements: seen as it asks them, run again by themselves, and explained."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

FLOOR = """
    SELECT * FROM requestlog_request WHERE project_id = %(project)s AND id IN (
        SELECT id FROM requestlog_request WHERE project_id = %(project)s AND {where} ORDER BY id DESC LIMIT 51
    ) ORDER BY id DESC
"""
MOST_SECONDS = 2.0  # after which a statement is given up


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    values: Any

    @property
    def reads(self) -> bool:
        return self.sql.lstrip("( \n").upper().startswith(("SELECT", "WITH"))


@dataclass(frozen=True, slots=True)
class Buffers:
    """Pages of 8 kB that a statement, or several, found in PostgreSQL's own memory and those that it had to read."""

    hit: int = 0
    read: int = 0

    def __add__(self, other: Buffers) -> Buffers:
        return Buffers(self.hit + other.hit, self.read + other.read)


@contextmanager
def seen() -> Iterator[list[Statement]]:
    """All statements of the block, as they come."""
    found: list[Statement] = []

    def see(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        found.append(Statement(sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(see):
        yield found


def spent(asked: Sequence[Statement], repeats: int) -> float | None:
    """The milliseconds of what was read, each statement by itself with its rows fetched, the sum of the medians.

    None where one fails or takes more than two seconds.
    """
    each = [_median(statement.sql, statement.values, repeats) for statement in asked if statement.reads]
    return None if None in each else sum(filter(None, each))


def _median(sql: str, values: Any, repeats: int) -> float | None:
    times: list[float] = []
    while len(times) < repeats:
        took = _milliseconds(sql, values)
        if took is None:
            return None
        times.append(took)
    return statistics.median(times)


def floor(where: str, values: dict[str, Any], repeats: int) -> float | None:
    """The same for the prototype's query of a page's rows: the ids out of an index, then the rows."""
    own = {name: _value(value) for name, value in values.items()}
    _milliseconds(FLOOR.format(where=where), own)
    return _median(FLOOR.format(where=where), own, repeats)


def buffers_of(asked: Sequence[Statement]) -> Buffers:
    """What PostgreSQL says of all that was read; of one that it does not explain, nothing."""
    if connection.vendor != "postgresql":
        return Buffers()
    return sum((_explained(each) for each in asked if each.reads), Buffers())


def _explained(statement: Statement) -> Buffers:
    try:
        with transaction.atomic(), _cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}", statement.values)
            told = cursor.fetchone()[0]
    except DatabaseError:
        return Buffers()
    plan = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    return Buffers(plan["Shared Hit Blocks"], plan["Shared Read Blocks"])


def _milliseconds(sql: str, values: Any) -> float | None:
    try:
        with transaction.atomic(), _cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(sql, values)
            cursor.fetchall()
            return 1000 * (time.perf_counter() - began)
    except DatabaseError:
        return None


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor whose statements PostgreSQL ends after two seconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL statement_timeout = {MOST_SECONDS * 1000:.0f}")
        yield cursor


def _value(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value
