"""Many rows into PostgreSQL: by COPY into the tables; those that may be there by COPY beside them, and merged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from requestlog.storing.inserting import Inserting, Prepare
from requestlog.storing.tables import Row, Table
from requestlog.wire.jsons import dumps

MANY = 8  # rows from which on COPY is the quicker
# Text is what the driver would make of these; many rows of a batch have the same moment
QUICKER: dict[type[models.Field[Any, Any]], Prepare] = {
    models.JSONField: lambda value: dumps(value).decode(),
    models.DateTimeField: lru_cache(maxsize=1)(str),
}
STAGE = "CREATE TEMPORARY TABLE {stage} (LIKE {table} INCLUDING STORAGE) ON COMMIT DROP"
MERGE = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} {otherwise}"


class Copying(Inserting):
    """`Inserting`, for PostgreSQL."""

    most_calls = 1_000

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        if self.may_add(rows):
            self._copy(table, table.name, rows)
        else:
            super().add(table, rows)

    def preparing(self, field: models.Field[Any, Any]) -> Prepare | None:
        return next((prepare for kind, prepare in QUICKER.items() if isinstance(field, kind)), None)

    def may_add(self, rows: Collection[object]) -> bool:
        return len(rows) >= MANY

    def _insert(self, table: Table, rows: Sequence[Row], otherwise: str) -> None:
        if otherwise and self.may_add(rows):
            self._merge(table, rows, otherwise)
        else:
            super()._insert(table, rows, otherwise)

    def _merge(self, table: Table, rows: Sequence[Row], otherwise: str) -> None:
        names = {"table": table.name, "stage": f"staged_{table.name}", "columns": table.listed}
        with connection.cursor() as cursor:
            cursor.execute(STAGE.format(**names))
            self._copy(table, names["stage"], rows)
            cursor.execute(MERGE.format(**names, otherwise=otherwise))
            cursor.execute(f"DROP TABLE {names['stage']}")

    def _copy(self, table: Table, into: str, rows: Sequence[Row]) -> None:
        # Text is checked by the server as that of any statement; bytes are twice as long in it
        binary = any(isinstance(field, models.BinaryField) for field in table.fields)
        statement = f"COPY {into} ({table.listed}) FROM STDIN (FORMAT {'BINARY' if binary else 'TEXT'})"
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
            if binary:
                copy.set_types([field.cast_db_type(connection) or "" for field in table.fields])
            for row in self.values(table, rows):
                copy.write_row(row)
