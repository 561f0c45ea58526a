"""Rows that PostgreSQL makes ready while Python is at work on others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet
from psycopg import Copy, Error
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn

Row = tuple[Any, ...]
BEGUN: Row = ()
COPY = "COPY (%s) TO STDOUT (FORMAT BINARY)"


class Ahead:
    """The rows of `values_list`, begun at once, where that is possible, and taken later.

    Nothing else may be asked of the database in between. A column's value is what the database gives: a field of a
    model's own kind would need its converters, and a number's has to be as long as the database's.
    """

    def __init__(self, rows: QuerySet[Any, Row]) -> None:
        self._rows = _copied(rows) if connection.vendor == "postgresql" else _asked(rows)
        # Within a transaction a limit of time is a savepoint, which is a statement of its own
        if not connection.in_atomic_block:
            next(self._rows, None)

    def take(self) -> list[Row]:
        """All of them; waits for those that are not there yet."""
        return [row for row in self._rows if row is not BEGUN]


def _asked(rows: QuerySet[Any, Row]) -> Iterator[Row]:
    yield BEGUN
    yield from rows


def _copied(rows: QuerySet[Any, Row]) -> Iterator[Row]:
    """By COPY, of which the server sends row after row as it finds them, from the first few kilobytes on."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        query = compiler.as_sql()
    except EmptyResultSet:
        return
    types = [_type_of(expression.output_field) for expression, _, _ in compiler.select]
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(COPY % cursor.mogrify(*query)) as copy,
    ):
        copy.set_types(types)
        yield BEGUN
        yield from _rows(copy)


def _rows(copy: Copy) -> Iterator[Row]:
    """`copy.rows()` that waits only for what has not arrived yet: to ask whether it has costs more than a short row."""
    pgconn, parsed = copy.connection.pgconn, copy.formatter.parse_row
    while True:
        length, data = pgconn.get_copy_data(1)
        if length < 0:
            raise _failure(pgconn)
        row = parsed(data if length else copy.read())
        if row is None:
            break
        yield row
    copy.read()  # the end, without which nothing else may be asked


def _failure(pgconn: PGconn) -> Error:
    """What the server says where it breaks off; the connection may be asked again then."""
    results = [*iter(pgconn.get_result, None)]
    return error_from_result(results[0])


def _type_of(field: Field[Any, Any]) -> str:
    """Its name on PostgreSQL, without a length."""
    return (field.cast_db_type(connection) or "").partition("(")[0]
