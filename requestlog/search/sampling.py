"""How frequent words are, by a sample of a project's calls: no index counts without naming each call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, Subquery

from projects.models import Project
from requestlog.search.lookups import Says, Wanted

LOOKED_AT, PLACES = 300, 5  # calls at each of so many places of the log
# Below one in two hundred, the index names all calls in less time than a page of them is found in by looking
FREQUENT = 7
PAGE = 50


class Said(Subquery):
    """How many of some calls say what is asked."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) looked_at WHERE says)"
    output_field = IntegerField()


def are_frequent(project: Project, wanted: Wanted) -> bool:
    """Whether a page of calls that say what is wanted is found by looking at one after the other.

    Words of the newest calls alone are not frequent, unless they make a page: to look for more might lead through all
    the log.
    """
    words = wanted.stretch_of(project.words.all())
    places = _places(project, words)
    samples = [words.filter(request_id__lte=place).order_by("-request_id") for place in places]
    says = Says(F("document"), wanted.asked)
    found = _row(project, [Said(sample.values(says=says)[:LOOKED_AT]) for sample in samples])
    return sum(found) >= FREQUENT and (sum(map(bool, found)) > 1 or found[0] > PAGE)


def _places(project: Project, words: QuerySet[Any]) -> list[UUID]:
    """Places from the newest call to the oldest; none where there is no call."""
    ids = words.values("request_id")
    newest, oldest = _row(project, [Subquery(ids.order_by(order)[:1]) for order in ("-request_id", "request_id")])
    if newest is None:
        return []
    return [UUID(int=newest.int - (newest.int - oldest.int) * place // PLACES) for place in range(PLACES)]


def _row(project: Project, values: list[Subquery]) -> tuple[Any, ...]:
    row = Project.objects.filter(pk=project.pk).order_by().values_list(*values).first() if values else ()
    return row or ()
