"""What would go, counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from feedback.retention.choosing import old_bodies, old_deliveries, old_past_votes, old_requests, old_reviews, old_votes
from feedback.retention.limits import Kept
from projects.models import Project


def would_go(project: Project, kept: Kept) -> Counter[str]:
    """How many rows of each part are past the limits, with those that go with their requests; for a command alone."""
    requests = old_requests(project, kept)
    return Counter(
        votes=_either(project.feedback.all(), old_votes(project, kept), requests),
        past_votes=_either(project.past_votes.all(), old_past_votes(project, kept), requests),
        reviews=_either(project.reviews.all(), old_reviews(project, kept), requests),
        deliveries=old_deliveries(project, kept).count(),
        requests=requests.count(),
        bodies=old_bodies(project, kept).count(),
    )


def _either(rows: QuerySet[Any], old: QuerySet[Any], requests: QuerySet[Any]) -> int:
    """How many are old or of one of these requests."""
    with_requests = rows.filter(request_id__in=requests.values("id"))
    both = old.filter(request_id__in=requests.values("id"))
    return old.count() + with_requests.count() - both.count()
