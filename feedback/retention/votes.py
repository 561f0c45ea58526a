"""Votes past their limit go, with what they said before and what the team made of them; requests stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from feedback.models import Feedback, PastVote, Source
from feedback.retention.choosing import old_deliveries, old_past_votes, old_reviews, old_votes
from feedback.retention.limits import Kept
from feedback.retention.locking import lock_entries
from feedback.retention.said import forget_words
from feedback.services.copies import copied, refresh
from projects.models import Project
from requestlog.changes import changed

BATCH = 500
TELLINGS = 1000


def prune_votes(*, project: Project, kept: Kept) -> Iterator[Counter[str]]:
    """Deletes what is past the limit of votes, a transaction for each batch of entries, the oldest first."""
    for old in (old_votes, old_reviews, old_past_votes):
        rows: QuerySet[Any] = old(project, kept)
        entries = rows.order_by("request_id").values_list("request_id", flat=True).distinct()
        ids = list(entries[:BATCH])
        while ids:
            yield _pruned(project, ids, kept)
            ids = list(entries.filter(request_id__gt=ids[-1])[:BATCH])


def prune_tellings(*, project: Project, kept: Kept) -> Iterator[Counter[str]]:
    """Deletes events and deliveries that carry votes, as old as the votes that go."""
    if kept.tellings is None:
        return
    project.vote_events.filter(created_at__lt=kept.tellings).delete()
    old = old_deliveries(project, kept).order_by("pk").values_list("pk", flat=True)
    while ids := list(old[:TELLINGS]):
        yield Counter(deliveries=project.deliveries.filter(pk__in=ids).delete()[0])


@transaction.atomic
def _pruned(project: Project, ids: Sequence[UUID], kept: Kept) -> Counter[str]:
    lock_entries(project=project, ids=ids)
    votes = old_votes(project, kept).filter(request_id__in=ids)
    unsaid = list(votes)
    reviews = list(old_reviews(project, kept).filter(request_id__in=ids).values_list("request_id", flat=True))
    gone = Counter(
        votes=votes.delete()[0],
        reviews=project.reviews.filter(request_id__in=reviews).delete()[0],
        past_votes=old_past_votes(project, kept).filter(request_id__in=ids).delete()[0],
    )
    refresh_entries(project=project, unsaid=unsaid, reviews=reviews)
    return gone


def refresh_entries(*, project: Project, unsaid: Sequence[Feedback], reviews: Sequence[UUID] = ()) -> None:
    """Brings entries' copies and words in line with the votes that are left, where these votes and reviews went.

    To be called inside the transaction, after `lock_entries`.
    """
    ids = {vote.request_id for vote in unsaid}
    left = set(project.feedback.filter(request_id__in=ids).values_list("request_id", flat=True))
    for id in sorted(left):
        refresh(project_id=project.pk, request_id=id, unsaid=_together(unsaid, id))
    bare = ids - left
    project.requests.filter(id__in=bare).update(**copied([]))
    forget_words(project=project, votes=[vote for vote in unsaid if vote.request_id in bare])
    _end_triage(project, ids | set(reviews))
    changed(project_id=project.pk, ids=sorted(bare), texts=True)


def _together(unsaid: Sequence[Feedback], id: UUID) -> PastVote:
    """What users' votes on an entry have said, as if it had been one."""
    said = [vote for vote in unsaid if vote.request_id == id and vote.source == Source.USER]
    return PastVote(
        tags=[name for vote in said for name in vote.tags], reasons=[name for vote in said for name in vote.reasons]
    )


def _end_triage(project: Project, ids: set[UUID]) -> None:
    """Where neither votes nor a review are left, nothing waits for the team, and nothing was done by it."""
    votes, reviews = project.feedback.filter(request=OuterRef("id")), project.reviews.filter(request_id=OuterRef("id"))
    alone = project.requests.filter(~Exists(votes), ~Exists(reviews), id__in=ids, triage__isnull=False)
    alone.update(triage=None)
