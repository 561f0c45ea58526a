"""A vote that says something else, or nothing any more; what it said is kept."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from feedback.models import Feedback, Kind, PastVote
from feedback.services.copies import lock, refresh
from feedback.services.events import keep_event
from feedback.services.reasons import check_reasons
from requestlog.ratings import Rating

SAID = ("rating", "comment", "tags", "reasons", "correction")
WHO_CHARACTERS = 150


class NoSuchVote(Exception):  # noqa: N818
    """There is no such vote, or it was withdrawn a moment ago."""


class Changes(TypedDict, total=False):
    """What a vote may say anew."""

    rating: Rating
    comment: str
    tags: list[str]
    reasons: list[str]
    correction: str


@transaction.atomic
def change(*, vote: Feedback, by: str, now: datetime, **changes: Unpack[Changes]) -> Feedback:
    """Changes what `vote` says and returns it as it is now; where it says so already, nothing happens.

    `by` is who does it, in words, for the history. Raises `NoSuchVote`, and `UnknownReason` for one that comes anew.
    """
    current = _locked(vote)
    if current is None:
        raise NoSuchVote
    new = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if not new:
        return current
    if added := set(changes.get("reasons", ())) - set(current.reasons):
        check_reasons(project_id=current.project_id, reasons=sorted(added))
    now = max(now, current.updated_at)
    past = _past(current, PastVote.End.CHANGED, by, now)
    for name, value in {**new, "updated_at": now}.items():
        setattr(current, name, value)
    Feedback.objects.filter(project=current.project_id, pk=current.pk).update(**new, updated_at=now)
    refresh(project_id=current.project_id, request_id=current.request_id, unsaid=past)
    keep_event(vote=current, kind=Kind.CHANGED, now=now, before=past)
    return current


@transaction.atomic
def withdraw(*, vote: Feedback, by: str, now: datetime) -> Feedback | None:
    """Takes `vote` back and returns it as it was last; None where it was withdrawn before.

    Its submitter may vote on the message anew.
    """
    current = _locked(vote)
    if current is None:
        return None
    now = max(now, current.updated_at)
    past = _past(current, PastVote.End.WITHDRAWN, by, now)
    Feedback.objects.filter(project=current.project_id, pk=current.pk).delete()
    refresh(project_id=current.project_id, request_id=current.request_id, unsaid=past)
    keep_event(vote=current, kind=Kind.WITHDRAWN, now=now)
    return current


def _locked(vote: Feedback) -> Feedback | None:
    """The vote as it stands now that nobody else can change it."""
    lock(project_id=vote.project_id, request_id=vote.request_id)
    return Feedback.objects.filter(project=vote.project_id, pk=vote.pk).first()


def _past(vote: Feedback, end: PastVote.End, by: str, now: datetime) -> PastVote:
    """What `vote` has said since it was given or last changed, stored as history."""
    return PastVote.objects.create(
        project_id=vote.project_id,
        request_id=vote.request_id,
        source=vote.source,
        submitter=vote.submitter,
        given_at=vote.updated_at,
        ended_at=now,
        ended_as=end,
        ended_by=by[:WHO_CHARACTERS],
        **{name: getattr(vote, name) for name in SAID},
    )
