"""Queries over what other queries find, cut after so many rows: what the ORM has no word for.

Values come as the database has them: ask for numbers, text and truth alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet, UUIDField

Rows = list[tuple[Any, ...]]


class IsAnyOf(Func):
    """Whether a value is in an array, for which PostgreSQL looks in an index."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def any_of(column: str, ids: QuerySet[Any, Any]) -> Q:
    """Where `column` is any of some few `ids`. PostgreSQL, left to itself, may read a whole table to compare."""
    if connection.vendor != "postgresql":
        return Q(**{f"{column}__in": ids})
    return Q(IsAnyOf(column, ArraySubquery(ids)))


def counted_by(names: Iterable[str], rows: QuerySet[Any, tuple[Any, ...]]) -> Rows:
    """How many of `rows` have each combination of values: of each the values of `names`, then the number."""
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    return _asked(f"SELECT {columns}, COUNT(*) FROM ({{}}) counted GROUP BY {columns}", [rows])  # noqa: S608


class Edge(Func):
    """An end of a stretch that `counted_between` counts in: `low` or `high`."""

    template = "edge.%(function)s"
    output_field = UUIDField()


def counted_between(edges: Sequence[UUID], queries: Iterable[QuerySet[Any, Any]]) -> Rows:
    """How many rows each of `queries` has with ids from each of `edges` on and below the next. Nothing but an index is
    read, where one holds what a query asks for."""
    compiled = [_inside(query).query.sql_with_params() for query in queries]
    ends = [UUIDField().get_db_prep_value(edge, connection) for edge in edges]
    stretches = list(zip(range(len(ends)), ends, ends[1:], strict=False))
    values = ", ".join(["(%s, %s, %s)"] * len(stretches))
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) counted)" for sql, _ in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH edge(place, low, high) AS (VALUES {values}) SELECT {counts} FROM edge ORDER BY place",  # noqa: S608
            [*chain(*stretches, *(params for _, params in compiled))],
        )
        return list(cursor.fetchall())


def _inside(query: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return query.order_by().filter(id__gte=Edge(function="low"), id__lt=Edge(function="high")).values("id")


def together(queries: Iterable[QuerySet[Any, tuple[Any, ...]]]) -> Rows:
    """The rows of all `queries`, which have the same columns, in one trip."""
    return _asked("SELECT * FROM ({}) part", queries)


def _asked(template: str, queries: Iterable[QuerySet[Any, tuple[Any, ...]]]) -> Rows:
    compiled = [pair for pair in map(_compiled, queries) if pair]
    if not compiled:
        return []
    with connection.cursor() as cursor:
        statement = " UNION ALL ".join(template.format(sql) for sql, _ in compiled)
        cursor.execute(statement, [value for _, values in compiled for value in values])
        return list(cursor.fetchall())


def _compiled(query: QuerySet[Any, tuple[Any, ...]]) -> tuple[str, tuple[Any, ...]] | None:
    try:
        return query.query.sql_with_params()
    except EmptyResultSet:
        return None
