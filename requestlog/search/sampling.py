"""How frequent words are, by a sample of a project's calls: no index counts without naming each call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import F, IntegerField, Subquery

from projects.models import Project
from requestlog.ids import first_id, moment_of
from requestlog.search.lookups import Says, Wanted

LOOKED_AT = 300  # the newest calls, and as many at each of these times before
AGO = tuple(timedelta(days=days) for days in (1, 7, 30, 90))
# Below one in four hundred, the index names all calls in less time than a page of them is found in by looking
FREQUENT = 4
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
    top = wanted.high or project.words.order_by("-request_id").values_list("request_id", flat=True).first()
    if top is None:
        return False
    highs = [wanted.high, *(first_id(moment_of(top) - ago) for ago in AGO)]
    samples = [_said_in(project, replace(wanted, high=high)) for high in highs]
    found = Project.objects.filter(pk=project.pk).order_by().values_list(*samples).first() or [0]
    return sum(found) >= FREQUENT and (sum(map(bool, found)) > 1 or found[0] > PAGE)


def _said_in(project: Project, wanted: Wanted) -> Said:
    words = wanted.stretch_of(project.words.order_by("-request_id"))
    return Said(words.values(says=Says(F("document"), wanted.asked))[:LOOKED_AT])
