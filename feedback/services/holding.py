"""Votes on messages that are not known yet: an application that ships its log later is not slower than its users."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from feedback.models import HeldVote
from feedback.services.giving import NoSuchMessage, give
from projects.models import Project
from requestlog.models import KnownId
from requestlog.ratings import Rating

log = logging.getLogger(__name__)

BATCH = 200
SAID = ("rating", "comment", "tags", "reasons", "correction")
# For how long a vote that waited in vain can still be read in the settings
KEPT = timedelta(days=30)


def hold(
    *,
    project: Project,
    message_id: str,
    rating: Rating,
    comment: str = "",
    tags: Sequence[str] = (),
    reasons: Sequence[str] = (),
    correction: str = "",
    submitter: str = "",
    now: datetime,
) -> HeldVote:
    """Keeps a vote until its message is known, for as long as the project holds votes; a repetition gives the first."""
    vote = HeldVote(
        project=project,
        message_id=message_id,
        submitter=submitter,
        rating=rating,
        comment=comment,
        tags=list(tags),
        reasons=list(reasons),
        correction=correction,
        created_at=now,
        expires_at=now + timedelta(minutes=project.vote_hold_minutes),
    )
    project.held_votes.bulk_create([vote], ignore_conflicts=True)
    return held_vote(project=project, message_id=message_id, submitter=submitter) or vote


def held_vote(*, project: Project, message_id: str, submitter: str) -> HeldVote | None:
    """The vote of `submitter` that waits for that message."""
    return project.held_votes.waiting().filter(message_id=message_id, submitter=submitter).first()


def change_held(*, vote: HeldVote, said: Mapping[str, Any]) -> HeldVote | None:
    """Lets a vote that waits say something else; None where it waits no more."""
    told = {name: said[name] for name in SAID if name in said}
    waiting = HeldVote.objects.waiting().filter(project=vote.project_id, pk=vote.pk)
    if told and not waiting.update(**told):
        return None
    for name, value in told.items():
        setattr(vote, name, value)
    return vote


def withdraw_held(*, vote: HeldVote) -> bool:
    """Forgets a vote that waits; false where it waits no more."""
    deleted, _ = HeldVote.objects.waiting().filter(project=vote.project_id, pk=vote.pk).delete()
    return deleted == 1


def attach_held(*, now: datetime) -> int:
    """Gives the votes whose messages are known by now, of all projects, each wholly or not; returns how many."""
    known = KnownId.objects.filter(project=OuterRef("project"), message_id=OuterRef("message_id"))
    votes = HeldVote.objects.waiting().filter(Exists(known)).order_by("id")
    return sum(_attached(vote) for vote in votes.select_related("project")[:BATCH])


@transaction.atomic
def _attached(held: HeldVote) -> bool:
    """Whether this process gave the vote: of several that try, the one that could delete it."""
    waiting = HeldVote.objects.waiting().filter(project=held.project_id, pk=held.pk)
    vote = waiting.select_for_update().first()  # as it is by now
    if vote is None or not waiting.delete()[0]:
        return False
    said = {name: getattr(vote, name) for name in SAID}
    try:
        give(
            message_id=vote.message_id, project=held.project, submitter=vote.submitter, now=vote.created_at,
            reasons_known=True, **{**said, "rating": Rating(vote.rating)},
        )  # fmt: skip
    except NoSuchMessage:  # pruned a moment ago
        return False
    return True


def expire_held(*, now: datetime) -> int:
    """Ends the wait of votes whose time is over, each said in the log; returns how many."""
    late = list(HeldVote.objects.waiting().filter(expires_at__lte=now).order_by("id")[:BATCH])
    expired = [vote for vote in late if _expired(vote, now)]
    for vote in expired:
        log.warning("A vote of project %s waited in vain for the message %r", vote.project_id, vote.message_id)
    HeldVote.objects.expired().filter(expired_at__lt=now - KEPT).delete()
    return len(expired)


def _expired(vote: HeldVote, now: datetime) -> bool:
    waiting = HeldVote.objects.waiting().filter(project=vote.project_id, pk=vote.pk)
    return waiting.update(expired_at=now) == 1
