"""Rows deleted by their whole key, where part of it alone would name very many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def delete_by_key(model: type[models.Model], names: Sequence[str], keys: Iterable[Sequence[Any]]) -> int:
    """Deletes the rows whose columns `names`, the project's among them, are one of `keys`; returns how many."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    fields = [columns[name] for name in names]
    rows = [
        [field.get_db_prep_value(value, connection) for field, value in zip(fields, key, strict=True)] for key in keys
    ]
    if not rows:
        return 0
    where = " AND ".join(f"{name} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {model._meta.db_table} WHERE {where}", rows)  # noqa: S608
        return int(cursor.rowcount)
