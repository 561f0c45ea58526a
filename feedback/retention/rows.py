"""Whole requests go, with everything that hangs on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from projects.models import Project
from requestlog.changes import changed

# The columns that are ids which a client may have seen
NAMES = ("message_id", "upstream_request_id", "external_id")


@transaction.atomic
def delete_entries(*, project: Project, ids: Sequence[UUID], now: datetime) -> Counter[str]:
    """Deletes entries with their bodies, votes, reviews and ids; returns how many rows of each part went."""
    # Locked first: a vote that waits for the row finds it gone, and takes itself back
    entries = project.requests.filter(id__in=ids)
    rows = list(entries.select_for_update().order_by("id").values_list("id", *NAMES))
    found = [id for id, *_ in rows]
    gone = Counter(
        {
            "bodies": project.payloads.filter(request_id__in=found).delete()[0],
            "votes": project.feedback.filter(request_id__in=found).delete()[0],
            "past_votes": project.past_votes.filter(request_id__in=found).delete()[0],
            "reviews": project.reviews.filter(request_id__in=found).delete()[0],
        }
    )
    project.feedback_tags.filter(request_id__in=found).delete()
    project.feedback_reasons.filter(request_id__in=found).delete()
    project.known_ids.filter(message_id__in=_names(rows), request_id__in=found).delete()
    gone["requests"] = project.requests.filter(id__in=found)._raw_delete(using=project.requests.db)
    changed(project_id=project.pk, ids=found, texts=True)
    return gone


def _names(rows: Iterable[tuple[object, ...]]) -> set[str]:
    return {str(name) for row in rows for name in row if name}
