"""Bodies past their limit go, and what search knows of them; the rows of their requests stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from feedback.retention.choosing import old_bodies
from feedback.retention.limits import Kept
from projects.models import Project
from requestlog.changes import texts_changed

BATCH = 500


def prune_bodies(*, project: Project, kept: Kept) -> Iterator[Counter[str]]:
    """Deletes what is past the limit of bodies, a transaction for each batch, the oldest first."""
    old = old_bodies(project, kept).order_by("request_id").values_list("request_id", flat=True)
    ids = list(old[:BATCH])
    while ids:
        yield Counter(bodies=_deleted(project, kept, ids))
        ids = list(old.filter(request_id__gt=ids[-1])[:BATCH])


@transaction.atomic
def _deleted(project: Project, kept: Kept, ids: list[UUID]) -> int:
    """How many bodies went; of their words those stay that the rows still show."""
    texts_changed((project.pk, id) for id in ids)
    return old_bodies(project, kept).filter(request_id__in=ids).order_by().delete()[0]
