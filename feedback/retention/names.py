"""Ids of requests that are gone: those that only passed by in a stream stand in no column of their row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from feedback.retention.keys import delete_by_key
from projects.models import Project
from requestlog.models import KnownId

BATCH = 2000
KEY = ("message_id", "project_id", "request_id")
Name = tuple[str, int, UUID]


def prune_names() -> Iterator[Counter[str]]:
    """Looks through the known ids of all projects, a statement for each batch; yields how many were of no request."""
    rows = KnownId.objects.order_by(*KEY).values_list(*KEY)
    batch: list[Name] = list(rows[:BATCH])
    while batch:
        yield Counter(names=_pruned(batch))
        batch = list(rows.filter(pk__gt=batch[-1])[:BATCH])


def _pruned(batch: list[Name]) -> int:
    gone = [name for project_id in {name[1] for name in batch} for name in _without_request(project_id, batch)]
    return delete_by_key(KnownId, KEY, gone)


def _without_request(project_id: int, batch: list[Name]) -> list[Name]:
    """Those of one project. A request and its ids come in one transaction, so that whoever sees these sees it."""
    names = [name for name in batch if name[1] == project_id]
    there = Project(pk=project_id).requests.filter(id__in={name[2] for name in names})
    known = set(there.values_list("id", flat=True))
    return [name for name in names if name[2] not in known]
