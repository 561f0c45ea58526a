"""Of which votes tags and reasons are counted: on the newest rows that are rated, or on the newest that may be."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.models import Project
from requestlog.database.subqueries import any_of
from requestlog.filters import TIMES, RequestFilter
from requestlog.querysets import RequestQuerySet

# Filters whose indexes find rows, but not which of them are rated: there may be none among very many
OF_CALLS = {"status", "state", "user", "session"}
MOST, FEW = 1_000, 100


def votes_on(project: Project, filter: RequestFilter, entries: RequestQuerySet, most: int) -> QuerySet[Any]:
    """Users' votes on the newest of `entries`, which are those of `filter`: on `most` that are rated, or on as many as
    are looked through."""
    among = looked_through(filter)
    ids = entries.values("id")[:among] if among else entries.rated("rated").values("id")[:most]
    return project.feedback.of_users().filter(any_of("request_id", ids)).order_by("-request_id")


def looked_through(filter: RequestFilter) -> int:
    """Among how many rows votes are looked for; 0 where those that are rated are found by themselves."""
    used = filter.used - TIMES
    if not used or not used <= OF_CALLS:
        return 0
    return FEW if filter.is_scattered else MOST
