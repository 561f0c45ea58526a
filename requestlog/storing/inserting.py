"""Rows, one statement each, handed over together: quick for few rows anywhere, and for many on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connection, models

from requestlog.storing.tables import Row, Table

INSERT = "INSERT INTO {table} ({columns}) VALUES ({places}) {otherwise}"
OR_LEAVE = "ON CONFLICT DO NOTHING"
# Values that no driver takes as they are
PREPARED = (models.UUIDField, models.DateField, models.DecimalField, models.JSONField)
Prepare = Callable[[Any], Any]


class Inserting:
    """Writes into tables, in the transaction of the caller. Raises Django's `DatabaseError`s."""

    most_calls = 200  # in one transaction: nobody else may write meanwhile

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows that are not there yet: one that is raises an error."""
        self._insert(table, rows, "")

    def add_missing(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows; those that are there stay as they are."""
        self._insert(table, rows, OR_LEAVE)

    def replace(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows; those that are there get the facts of these. No two rows may have the same key."""
        self._insert(table, rows, table.updating)

    def may_add(self, rows: Collection[object]) -> bool:
        """Whether so many rows are worth a question which of them are new, so that these can be added."""
        return False

    def values(self, table: Table, rows: Sequence[Row]) -> Iterable[Row]:
        """The rows with their values as the driver takes them."""
        places = [(n, prepare) for n, field in enumerate(table.fields) if (prepare := self.preparing(field))]
        return (_prepared(row, places) for row in rows) if places else rows

    def preparing(self, field: models.Field[Any, Any]) -> Prepare | None:
        """What makes a value of the field, other than None, one that the driver takes; None where it takes them all."""
        return partial(field.get_db_prep_save, connection=connection) if isinstance(field, PREPARED) else None

    def _insert(self, table: Table, rows: Sequence[Row], otherwise: str) -> None:
        if not rows:
            return
        places = ", ".join(["%s"] * len(table.columns))
        statement = INSERT.format(table=table.name, columns=table.listed, places=places, otherwise=otherwise)
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(self.values(table, rows)))


def _prepared(row: Row, places: Sequence[tuple[int, Prepare]]) -> Row:
    values = list(row)
    for place, prepare in places:
        if values[place] is not None:
            values[place] = prepare(values[place])
    return tuple(values)
