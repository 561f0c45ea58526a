"""The calls that say what is asked. Both ways find the same; they differ in what they read.

The index names all calls of a word at once, in no order, which is quick where they are few. Where they are many, a
page is full long before: then the calls are gone through, newest first, and the words of each are looked at.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from projects.models import Project
from requestlog.search.lookups import Says, Wanted
from requestlog.search.query import Asked, read_query
from requestlog.search.sampling import are_frequent

if TYPE_CHECKING:
    from requestlog.querysets import RequestQuerySet


class Rows(Subquery):
    """The values of a query, read at once: no planner makes a join of it."""

    template = "(ARRAY(%(subquery)s))"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(subquery)s)", **context)


class Among(Func):
    """Whether the first is one of the second, which are `Rows`."""

    template, arg_joiner = "%(expressions)s", " = ANY"
    output_field = BooleanField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" IN ", **context)


class Question:
    """What people ask of a project's calls: an id, or words. What the database knows of it is read once."""

    def __init__(self, project: Project, text: str) -> None:
        self.project = project
        self.text = text
        self._are_frequent: dict[Wanted, bool] = {}

    @cached_property
    def is_name(self) -> bool:
        """Whether it is a whole id of a call; no id has a space."""
        return len(self.text.split()) == 1 and self.project.known_ids.of(self.text.strip()).exists()

    @cached_property
    def asked(self) -> Asked:
        """Its words; raises `ValueError` as `read_query` does."""
        return read_query(self.text)

    def answers(self, entries: RequestQuerySet) -> RequestQuerySet:
        """Those of `entries`, calls of the project, that are so named, or that say so."""
        if self.is_name:
            return entries.having(self.project.known_ids.of(self.text.strip()))
        wanted = Wanted(self.project.pk, self.asked, entries.low, entries.high, entries.enough)
        is_quick = bool(wanted.enough) and connection.vendor == "sqlite"
        if is_quick or not self._is_frequent(wanted):
            return self._found(entries, wanted)
        return self._looked_at(entries)

    def _is_frequent(self, wanted: Wanted) -> bool:
        """Below the end of its stretch, wherever that begins. What is rare below a place is so further below."""
        below = replace(wanted, low=None, enough=None)
        if below not in self._are_frequent:
            above = [is_frequent for each, is_frequent in self._are_frequent.items() if _is_above(each, below)]
            self._are_frequent[below] = all(above) and are_frequent(self.project, below)
        return self._are_frequent[below]

    def _looked_at(self, entries: RequestQuerySet) -> RequestQuerySet:
        """On PostgreSQL, calls and words joined in the order that both have; the GIN index is out of question."""
        if connection.vendor == "sqlite":
            words = self.project.words.filter(request_id=OuterRef("id"))
            return entries.alias(said=Subquery(words.values("document"))).filter(said__says=self.asked)
        says = Coalesce(Says(F("document"), self.asked), False)
        words = self.project.words.alias(says=says).filter(says=True)
        return entries.filter(id__in=entries.beside(words).values("request_id"))

    def _found(self, entries: RequestQuerySet, wanted: Wanted) -> RequestQuerySet:
        found = entries.beside(self.project.words.filter(document__found=wanted))
        return entries.filter(Among(F("id"), Rows(found.values("request_id"))))


def _is_above(one: Wanted, other: Wanted) -> bool:
    return one.high is None or (other.high is not None and one.high > other.high)
