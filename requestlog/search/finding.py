"""The calls that say what is asked. Both ways find the same; they differ in what they read.

The index names all calls of a word at once, in no order, which is quick where they are few. Where they are many, a
page is full long before: then the calls are gone through, newest first, and the words of each are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, OuterRef, Subquery
from django.db.models.sql.compiler import SQLCompiler

from projects.models import Project
from requestlog.search.lookups import Wanted
from requestlog.search.query import Asked, read_query
from requestlog.search.sampling import are_frequent

if TYPE_CHECKING:
    from requestlog.querysets import RequestQuerySet

SPACES = " \t\n"


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


def saying(entries: RequestQuerySet, project: Project, text: str) -> RequestQuerySet:
    """Those of `entries`, calls of `project`, that are named or that say what `text` asks for.

    Raises `ValueError` as `read_query` does.
    """
    if is_name(project, text):
        return entries.having(project.known_ids.of(text.strip()))
    return _saying(entries, project, read_query(text))


def is_name(project: Project, text: str) -> bool:
    """Whether `text` is a whole id of a call of `project`; no id has a space."""
    name = text.strip()
    return bool(name) and not set(name) & set(SPACES) and project.known_ids.of(name).exists()


def _saying(entries: RequestQuerySet, project: Project, asked: Asked) -> RequestQuerySet:
    wanted = Wanted(project.pk, asked, entries.low, entries.high)
    if are_frequent(project, wanted):
        words = project.words.filter(request_id=OuterRef("id"))
        return entries.alias(said=Subquery(words.values("document"))).filter(said__says=asked)
    found = entries.beside(project.words.filter(document__found=wanted))
    return entries.filter(Among(F("id"), Rows(found.values("request_id"))))
