"""The status of many 👎 at once, as `reviewing.review` sets that of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from feedback.models import Review
from projects.models import Project
from requestlog.triage import Triage


@transaction.atomic
def triage_many(
    *, project: Project, ids: Collection[UUID], user: User, status: Triage, now: datetime
) -> dict[Triage, list[UUID]]:
    """Sets the status of those of these entries that have one; returns those that had another, by what it was."""
    entries = project.requests.filter(id__in=ids, triage__isnull=False).exclude(triage=status)
    locked = entries.select_for_update().order_by("id").values_list("id", "triage")
    before = {id: Triage(triage) for id, triage in locked if triage is not None}
    rows = [Review(project_id=project.pk, request_id=id, updated_by=user, updated_at=now) for id in before]
    Review.objects.bulk_create(rows, ignore_conflicts=True)
    # Also of those that were there: whoever has one open is told that somebody else was at it
    project.reviews.filter(request_id__in=before).update(updated_by=user, updated_at=now)
    project.requests.filter(id__in=before).update(triage=status)
    had: dict[Triage, list[UUID]] = defaultdict(list)
    for id, triage in before.items():
        had[triage].append(id)
    return dict(had)
