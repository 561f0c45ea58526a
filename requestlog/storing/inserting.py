"""Rows, one statement each, handed over together: quick for few rows anywhere, and for many on SQLite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection, models

from requestlog.storing.tables import Row, Table

INSERT = "INSERT INTO {table} ({columns}) VALUES ({places}) {otherwise}"
OR_LEAVE = "ON CONFLICT DO NOTHING"
# Values that no driver takes as they are
PREPARED = (models.UUIDField, models.DateField, models.DecimalField, models.JSONField)


class Inserting:
    """Writes into tables, in the transaction of the caller. Raises Django's `DatabaseError`s."""

    most_calls = 200  # in one transaction: nobody else may write meanwhile
    prepared: tuple[type[models.Field[Any, Any]], ...] = PREPARED

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

    def values(self, table: Table, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows with their values as the driver takes them."""
        places = [(n, field) for n, field in enumerate(table.fields) if isinstance(field, self.prepared)]
        for row in rows:
            values = list(row)
            for place, field in places:
                values[place] = field.get_db_prep_save(values[place], connection)
            yield tuple(values)

    def _insert(self, table: Table, rows: Sequence[Row], otherwise: str) -> None:
        if not rows:
            return
        places = ", ".join(["%s"] * len(table.columns))
        statement = INSERT.format(table=table.name, columns=table.listed, places=places, otherwise=otherwise)
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(self.values(table, rows)))
