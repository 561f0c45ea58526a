"""Selected requests go for good, with everything that hangs on them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from feedback.retention.holdings import up_to
from feedback.retention.rows import delete_entries
from feedback.selection.choosing import in_batches
from feedback.selection.doing import requests
from projects.audit import note
from projects.models import Action, Project
from requestlog.querysets import Count
from requestlog.search.filling import keep as keep_words

SECONDS = 10.0  # what a person who waits for the answer is made to wait
PARTS = {"votes": "votes", "reviews": "reviews of the team", "labels": "labels"}


def would_go(project: Project, ids: Collection[UUID]) -> dict[str, Count]:
    """How many requests there are, and of what hangs on them, none counted beyond 10,000."""
    return {
        "requests": up_to(project.requests.filter(id__in=ids)),
        "votes": up_to(project.feedback.filter(request_id__in=ids)),
        "reviews": up_to(project.reviews.filter(request_id__in=ids)),
        "labels": up_to(project.labels.filter(request_id__in=ids)),
    }


def delete(*, project: Project, ids: list[UUID], user: User, now: datetime, seconds: float = SECONDS) -> Counter[str]:
    """Deletes for about so many seconds, at least one batch; returns how many rows of each part went, and as `left`
    how many ids were not looked at any more."""
    until, gone, looked = time.monotonic() + seconds, Counter[str](), 0
    for batch in in_batches(ids):
        gone += _deleted(project, batch, user, now)
        looked += len(batch)
        if time.monotonic() >= until:
            break
    gone["left"] = len(ids) - looked
    return gone


@transaction.atomic
def _deleted(project: Project, ids: list[UUID], user: User, now: datetime) -> Counter[str]:
    """With its note, and its words gone from search at once, in case no worker is there to follow the queue."""
    gone = delete_entries(project=project, ids=ids)
    if gone["requests"]:
        keep_words({(project.pk, id) for id in ids})
        said = ", ".join([requests(gone["requests"]), *(f"{gone[part]:,} {words}" for part, words in PARTS.items())])
        note(project=project, by=user, action=Action.REQUESTS_DELETED, now=now, subject=said)
    return gone
