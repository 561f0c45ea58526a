"""Collects the words of a whole log anew, the newest calls first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from projects.models import Project
from requestlog.database.alone import Work, be_alone
from requestlog.ids import moment_of
from requestlog.querysets import RequestQuerySet
from requestlog.search.filling import keep
from requestlog.search.indexes import index


@dataclass(frozen=True, slots=True)
class Collected:
    """A batch: of which project, how many calls, and up to which moment there is still to do."""

    project: Project
    calls: int
    until: datetime


def rebuild(*, project: Project, since: datetime | None = None, until: datetime | None = None) -> Iterator[Collected]:
    """Collects the words of the calls of `project` in that span, and forgets those of calls that are gone.

    Each batch is a transaction of its own, for which the worker's step waits.
    """
    entries = project.requests.between(since, until)
    while ids := list(entries.newest_first().values_list("id", flat=True)[: index().BATCH]):
        last = ids[-1]
        _collect(project, ids)
        yield Collected(project, len(ids), moment_of(last))
        _forget_others(project, entries.within(last, None), ids)
        entries = entries.within(None, last)
    _forget_others(project, entries, [])


@transaction.atomic
def _collect(project: Project, ids: list[UUID]) -> None:
    be_alone(Work.COLLECTING_WORDS)
    keep({(project.pk, id) for id in ids})


def _forget_others(project: Project, stretch: RequestQuerySet, ids: list[UUID]) -> None:
    """Forgets the words of calls of this stretch that are none of `ids`, unless they have come meanwhile."""
    others = stretch.beside(project.words.all()).exclude(request_id__in=ids).values_list("request_id", flat=True)
    batch = list(others.order_by("request_id")[: index().BATCH])
    while batch:
        _collect(project, batch)
        batch = list(others.order_by("request_id").filter(request_id__gt=batch[-1])[: index().BATCH])
