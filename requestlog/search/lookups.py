"""How a `WordsField` is asked: `says` looks at one row's words, `found` goes by the full-text index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from requestlog.search.places import SLACK, places
from requestlog.search.query import Asked
from requestlog.search.terms import fts5, parts, tsquery

# The rows of SQLite's index, from a place to another
FOUND = "requestlog_search_index WHERE project_id MATCH %s AND document MATCH %s AND rowid BETWEEN {} AND %s"
EXISTING = """
    SELECT 1 FROM requestlog_search words
    JOIN requestlog_request entry ON entry.project_id = words.project_id AND entry.id = words.request_id
    WHERE words.place = requestlog_search_index.rowid AND words.project_id = %s
    AND words.request_id >= %s AND words.request_id < %s
"""
# The first place of the newest so many: the index is read backwards, and no further
NEWEST = f"""
    (SELECT MAX(%s, MIN(place) - {SLACK}) FROM (
        SELECT rowid AS place FROM {FOUND.format("%s")} AND EXISTS ({EXISTING}) ORDER BY rowid DESC LIMIT %s
    ))
"""  # noqa: S608
FIRST, BEHIND_ALL = "0" * 32, "g"  # of ids as SQLite has them


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the calls of a project with ids from `low` on and below `high`, at least of the newest `enough`
    that say so."""

    project_id: int
    asked: Asked
    low: UUID | None = None
    high: UUID | None = None
    enough: int | None = None

    def stretch_of(self, words: QuerySet[Any]) -> QuerySet[Any]:
        """Those of `words` that belong to these calls."""
        words = words if self.low is None else words.filter(request_id__gte=self.low)
        return words if self.high is None else words.filter(request_id__lt=self.high)


def found_by(wanted: Wanted) -> tuple[str, list[Any]]:
    """The places in SQLite's index of what is wanted, as SQL."""
    low, high = places(wanted.low, wanted.high)
    what = [str(wanted.project_id), fts5(wanted.asked)]
    if wanted.enough is None:
        return f"SELECT rowid FROM {FOUND.format('%s')}", [*what, low, high]  # noqa: S608
    ids = [wanted.low.hex if wanted.low else FIRST, wanted.high.hex if wanted.high else BEHIND_ALL]
    newest = [low, *what, low, high, wanted.project_id, *ids, wanted.enough]
    return f"SELECT rowid FROM {FOUND.format(NEWEST)}", [*what, *newest, high]  # noqa: S608


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
        found, params = found_by(self.rhs)
        return f"{place} IN ({found})", params
