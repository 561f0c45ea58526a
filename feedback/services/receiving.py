"""Votes as they come by HTTP: given, or kept for a message that is not known yet; found, set, changed, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feedback.models import Feedback, HeldVote
from feedback.places import place_of
from feedback.services.changing import Changes, NoSuchVote, change, withdraw
from feedback.services.giving import Given, NoSuchMessage, checked, give
from feedback.services.holding import change_held, held_vote, hold, withdraw_held
from feedback.services.reasons import check_reasons
from projects.models import Project

NOTHING: Changes = {"comment": "", "tags": [], "reasons": [], "correction": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a vote is, or is to be: of `submitter`, on a message of `project`, by a token on the entry `only`.

    `by` says in words who asks. Votes may wait here for their message where they `may_wait`.
    """

    message_id: str
    submitter: str
    project: Project
    only: UUID | None
    may_wait: bool
    by: str


def give_or_hold(*, waits_in: Project | None, message_id: str, now: datetime, **vote: Any) -> Given | HeldVote:
    """As `give`, whose keywords these are; what has no message yet waits in `waits_in`, if that project lets it."""
    try:
        return give(message_id=message_id, now=now, **vote)
    except NoSuchMessage:
        if waits_in is None or not waits_in.vote_hold_minutes:
            raise
    said = {name: value for name, value in vote.items() if name not in ("project", "only")}
    check_reasons(project_id=waits_in.pk, reasons=said.get("reasons", ()))
    return hold(project=waits_in, message_id=message_id, now=now, **said)


def find(*, spot: Spot) -> Feedback | HeldVote:
    """The vote that is there. Raises `NoSuchMessage`, `WrongMessage` and `NoSuchVote`."""
    place = place_of(spot.message_id, spot.project)
    if place is not None:
        entry = checked(place, spot.message_id, spot.project, spot.only).request_id
        vote = spot.project.feedback.of_users().filter(request=entry, submitter=spot.submitter).first()
        if vote is not None:
            return vote
    waiting = _waiting(spot)
    if waiting is None:
        raise NoSuchMessage if place is None else NoSuchVote
    return waiting


def patch(*, spot: Spot, said: Changes, now: datetime) -> Feedback | HeldVote:
    """Changes the vote that is there. Raises as `find` does, and `UnknownReason`."""
    vote = find(spot=spot)
    if isinstance(vote, Feedback):
        return change(vote=vote, by=spot.by, now=now, **said)
    check_reasons(project_id=spot.project.pk, reasons=said.get("reasons", ()))
    # One whose message came a moment ago waits no more
    return change_held(vote=vote, said=said) or patch(spot=spot, said=said, now=now)


def put(*, spot: Spot, said: Changes, now: datetime) -> Given | HeldVote:
    """Lets the vote say this and nothing else, or gives it. Raises as `give` and `patch` do."""
    whole: Changes = {**NOTHING, **said}
    try:
        return _put(spot, whole, now)
    except (NoSuchMessage, NoSuchVote):
        given = give_or_hold(
            message_id=spot.message_id,
            submitter=spot.submitter,
            project=spot.project,
            only=spot.only,
            waits_in=spot.project if spot.may_wait else None,
            now=now,
            **whole,
        )
    return given if isinstance(given, HeldVote) or given.created else _put(spot, whole, now)


def take_back(*, spot: Spot, now: datetime) -> Feedback | HeldVote:
    """Withdraws the vote that is there, and returns it as it was. Raises as `find` does."""
    vote = find(spot=spot)
    if isinstance(vote, HeldVote):
        return vote if withdraw_held(vote=vote) else take_back(spot=spot, now=now)
    last = withdraw(vote=vote, by=spot.by, now=now)
    if last is None:
        raise NoSuchVote
    return last


def _put(spot: Spot, whole: Changes, now: datetime) -> Given | HeldVote:
    vote = patch(spot=spot, said=whole, now=now)
    return Given(created=False, vote=vote) if isinstance(vote, Feedback) else vote


def _waiting(spot: Spot) -> HeldVote | None:
    if not spot.may_wait:
        return None
    return held_vote(project=spot.project, message_id=spot.message_id, submitter=spot.submitter)
