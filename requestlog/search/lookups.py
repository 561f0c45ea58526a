"""How a `WordsField` is asked: `says` looks at one row's words, `found` goes by the full-text index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from requestlog.search.places import places
from requestlog.search.query import Asked
from requestlog.search.terms import fts5, parts, tsquery

# The rows of SQLite's index
FOUND = "requestlog_search_index WHERE project_id MATCH %s AND document MATCH %s AND rowid BETWEEN %s AND %s"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the calls of a project with ids from `low` on and below `high`."""

    project_id: int
    asked: Asked
    low: UUID | None = None
    high: UUID | None = None

    def stretch_of(self, words: QuerySet[Any]) -> QuerySet[Any]:
        """Those of `words` that belong to these calls."""
        words = words if self.low is None else words.filter(request_id__gte=self.low)
        return words if self.high is None else words.filter(request_id__lt=self.high)


def found_by(wanted: Wanted) -> list[Any]:
    """The parameters of `FOUND`."""
    return [str(wanted.project_id), fts5(wanted.asked), *places(wanted.low, wanted.high)]


class Says(Lookup[Any]):
    """Whether these words hold what is `Asked`."""

    lookup_name = "says"
    prepare_rhs = False
    rhs: Asked

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        words, params = self.process_lhs(compiler, connection)
        return f"{words} @@ %s::tsquery", [*params, tsquery(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        words, params = self.process_lhs(compiler, connection)
        wanted, unwanted = parts(self.rhs.wanted), parts(self.rhs.unwanted)
        tests = [f"instr({words}, %s) > 0"] * len(wanted) + [f"instr({words}, %s) = 0"] * len(unwanted)
        return f"({' AND '.join(tests)})", [each for part in wanted + unwanted for each in (*params, part)]


class Found(Lookup[Any]):
    """The same, by the index."""

    lookup_name = "found"
    prepare_rhs = False
    rhs: Wanted

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        words, params = self.process_lhs(compiler, connection)
        return f"{words} @@ %s::tsquery", [*params, tsquery(self.rhs.asked)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        place = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.place"
        return f"{place} IN (SELECT rowid FROM {FOUND})", found_by(self.rhs)  # noqa: S608
