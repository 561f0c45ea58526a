"""Bodies past their limit go; the rows of their requests stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from feedback.retention.choosing import old_bodies
from feedback.retention.limits import Kept
from projects.models import Project

BATCH = 500


def prune_bodies(*, project: Project, kept: Kept) -> Iterator[Counter[str]]:
    """Deletes what is past the limit of bodies, a statement for each batch, the oldest first."""
    old = old_bodies(project, kept).order_by("request_id").values_list("request_id", flat=True)
    ids = list(old[:BATCH])
    while ids:
        yield Counter(bodies=old_bodies(project, kept).filter(request_id__in=ids).order_by().delete()[0])
        ids = list(old.filter(request_id__gt=ids[-1])[:BATCH])
