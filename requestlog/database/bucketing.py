"""Rows put into buckets of time by their ids, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, UUIDField
from django.db.models.sql.compiler import SQLCompiler

AsSql = tuple[str, tuple[Any, ...]]


class Bucket(Func):
    """How many of `starts`, ids in rising order, are not after the row's id, and `lowest` more."""

    output_field = IntegerField()

    def __init__(self, starts: Sequence[UUID], lowest: int) -> None:
        super().__init__(F("id"))
        self.starts = tuple(starts)
        self.lowest = lowest

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> AsSql:
        id, params = compiler.compile(self.source_expressions[0])
        return f"(width_bucket({id}, %s::uuid[]) + %s)", (*params, list(self.starts), self.lowest)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> AsSql:
        id, params = compiler.compile(self.source_expressions[0])
        starts = [UUIDField().get_db_prep_value(start, connection) for start in self.starts]
        return _by_halves(id, params, starts, self.lowest)


def _by_halves(id: str, params: Sequence[Any], starts: Sequence[Any], lowest: int) -> AsSql:
    """SQLite has no word for it: one comparison after another, as few as there must be."""
    if not starts:
        return str(lowest), ()
    middle = len(starts) // 2
    earlier, before = _by_halves(id, params, starts[:middle], lowest)
    later, behind = _by_halves(id, params, starts[middle + 1 :], lowest + middle + 1)
    return f"CASE WHEN {id} < %s THEN {earlier} ELSE {later} END", (*params, starts[middle], *before, *behind)
