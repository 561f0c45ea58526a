"""The first vote of somebody on an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import Error, connection

from feedback import early, statements
from feedback.models import Feedback
from feedback.places import Place, is_at, place_of
from feedback.services.reasons import check_reasons
from projects.models import Project
from requestlog.database.patience import HungError
from requestlog.models import Request
from requestlog.ratings import Rating


class NoSuchMessage(Exception):  # noqa: N818
    """The id was never seen: in the key's project, or at all where no key was sent."""


class KeyNeeded(Exception):  # noqa: N818
    """The project of the message takes votes only with a key of its own."""


class WrongMessage(Exception):  # noqa: N818
    """The vote token is for another message."""


@dataclass(frozen=True, slots=True)
class Given:
    """The vote that is stored; `created` is false where the message had one already."""

    created: bool
    vote: Feedback


def give(
    *,
    message_id: str,
    rating: Rating,
    comment: str = "",
    tags: Sequence[str] = (),
    reasons: Sequence[str] = (),
    correction: str = "",
    submitter: str = "",
    project: Project | None,
    only: UUID | None = None,
    reasons_known: bool = False,
    now: datetime,
) -> Given:
    """Stores the vote of `submitter` on a message, unless there is one; of simultaneous ones exactly one is created.

    `project` is that of the key or token, None where none was sent; `only` is the one entry that a token is good for;
    reasons that are `reasons_known` were among the project's when the vote came.
    A connection that breaks is tried anew, once. Raises `NoSuchMessage`, `KeyNeeded`, `WrongMessage`, `UnknownReason`,
    and an error that `is_away` when the database is.
    """
    vote = Feedback(
        message_id=message_id,
        rating=rating,
        comment=comment,
        tags=list(tags),
        reasons=list(reasons),
        correction=correction,
        submitter=submitter,
        created_at=now,
        updated_at=now,
    )
    try:
        return _given(vote, project, only, reasons_known)
    except Error as error:
        if isinstance(error.__cause__, HungError) or not _connection_broke():
            raise
    # The same id again: a vote that was stored just before the break is still this caller's own
    return _given(vote, project, only, reasons_known)


def checked(place: Place | None, message_id: str, project: Project | None, only: UUID | None) -> Place:
    """The place that the vote may go to. Raises `NoSuchMessage`, `KeyNeeded` and `WrongMessage`."""
    if place is None:
        raise NoSuchMessage
    if project is None and place.needs_key:
        raise KeyNeeded
    if only is None or place.request_id == only:
        return place
    if not is_at(message_id, place.project_id, only):  # an older entry, where an id comes again
        raise WrongMessage
    return place._replace(request_id=only)


def _given(vote: Feedback, project: Project | None, only: UUID | None, reasons_known: bool) -> Given:
    place = None if early.comes_again(vote.message_id) else place_of(vote.message_id, project)
    place = place or early.place_of(vote.message_id, project, now=vote.created_at)
    place = checked(place, vote.message_id, project, only)
    if vote.reasons and not reasons_known:
        check_reasons(project_id=place.project_id, reasons=vote.reasons)
    vote.project_id, vote.request_id = place.project_id, place.request_id
    return _stored(vote, place.told)


def _stored(vote: Feedback, told: bool) -> Given:
    if statements.store(vote, told=told):
        return Given(created=True, vote=vote)
    first = Feedback.objects.filter(
        project=vote.project_id, request=vote.request_id, source=vote.source, submitter=vote.submitter
    ).first()
    if first is not None:
        return Given(created=False, vote=first)
    if not Request.objects.filter(project=vote.project_id, id=vote.request_id).exists():
        raise NoSuchMessage  # pruned a moment ago
    return _stored(vote, told)  # the vote that was first has just been withdrawn


def _connection_broke() -> bool:
    """Whether there was a connection and it is lost; no connection to be had is another matter."""
    if connection.connection is None or connection.in_atomic_block or connection.is_usable():
        return False
    connection.close()
    return True
