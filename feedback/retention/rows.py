"""Whole requests go, with everything that hangs on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction

from feedback.retention.choosing import old_requests
from feedback.retention.keys import delete_by_key
from feedback.retention.limits import Kept
from feedback.retention.locking import lock_entries
from feedback.retention.said import forget_words
from projects.models import Project
from requestlog.changes import changed
from requestlog.models import KnownId, Request
from requestlog.querysets import RequestQuerySet

BATCH = 500
# The columns that are ids which a client may have seen
KEY = ("message_id", "project_id", "request_id")
NAMES = ("id", "message_id", "upstream_request_id", "external_id")


def prune_requests(*, project: Project, kept: Kept) -> Iterator[Counter[str]]:
    """Deletes what is past the limit of requests, a transaction for each batch, the oldest first."""
    old = old_requests(project, kept).order_by("id").values_list("id", flat=True)
    ids = list(old[:BATCH])
    while ids:
        yield _pruned(project, ids, kept)
        ids = list(old.filter(id__gt=ids[-1])[:BATCH])


@transaction.atomic
def _pruned(project: Project, ids: Sequence[UUID], kept: Kept) -> Counter[str]:
    # Locked, then asked again: a vote of this moment may keep one
    there = lock_entries(project=project, ids=ids)
    return _delete(project, old_requests(project, kept).filter(id__in=there))


@transaction.atomic
def delete_entries(*, project: Project, ids: Iterable[UUID]) -> Counter[str]:
    """Deletes entries with their bodies, votes, reviews, labels and ids; returns how many rows of each part went.

    The worker counts their days anew and forgets their words.
    """
    return _delete(project, project.requests.filter(id__in=lock_entries(project=project, ids=ids)))


def _delete(project: Project, rows: RequestQuerySet) -> Counter[str]:
    entries = list(rows.order_by("id").only("project_id", *NAMES))
    ids = [entry.id for entry in entries]
    if not ids:  # another process was first
        return Counter()
    gone = _delete_beside(project, ids)
    _delete_names(project, entries)
    # Not `delete`, which would look for votes again, in all projects
    gone["requests"] = project.requests.filter(id__in=ids)._raw_delete(using=project.requests.db)
    changed(project_id=project.pk, ids=ids, texts=True)
    return gone


def _delete_beside(project: Project, ids: Collection[UUID]) -> Counter[str]:
    votes = project.feedback.filter(request_id__in=ids)
    forget_words(project=project, votes=votes.of_users().only("project_id", "request_id", "tags", "reasons"))
    project.vote_events.filter(request_id__in=ids).delete()
    parts = {
        "bodies": project.payloads.filter(request_id__in=ids),
        "votes": votes,
        "past_votes": project.past_votes.filter(request_id__in=ids),
        "reviews": project.reviews.filter(request_id__in=ids),
        "labels": project.labels.filter(request_id__in=ids),
    }
    return Counter({name: rows.delete()[0] for name, rows in parts.items()})


def _delete_names(project: Project, entries: Iterable[Request]) -> None:
    """The ids by which clients know the entries, by the whole key: of one id alone there may be very many rows."""
    named = ((str(getattr(entry, name)), project.pk, entry.id) for entry in entries for name in NAMES)
    delete_by_key(KnownId, KEY, sorted({key for key in named if key[0]}))
