"""The first vote of somebody on an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import Error, connection, transaction

from feedback import early, statements
from feedback.models import Feedback, Tag
from feedback.places import place_of
from projects.models import Project
from requestlog.database.patience import HungError
from requestlog.ratings import Rating


class NoSuchMessage(Exception):  # noqa: N818
    """The id was never seen: in the key's project, or at all where no key was sent."""


class KeyNeeded(Exception):  # noqa: N818
    """The project of the message takes votes only with a key of its own."""


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
    now: datetime,
) -> Given:
    """Stores the vote of `submitter` on a message, unless there is one; of simultaneous ones exactly one is created.

    `project` is the key's, None where no key was sent. A connection that breaks is tried anew, once.
    Raises `NoSuchMessage`, `KeyNeeded`, and an error that `is_away` when the database is.
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
        return _given(vote, project)
    except Error as error:
        if isinstance(error.__cause__, HungError) or not _connection_broke():
            raise
    # The same id again: a vote that was stored just before the break is still this caller's own
    return _given(vote, project)


def _given(vote: Feedback, project: Project | None) -> Given:
    place = None if early.comes_again(vote.message_id) else place_of(vote.message_id, project)
    place = place or early.place_of(vote.message_id, project, now=vote.created_at)
    if place is None:
        raise NoSuchMessage
    if project is None and place.needs_key:
        raise KeyNeeded
    vote.project_id, vote.request_id = place.project_id, place.request_id
    return _stored(vote)


def _stored(vote: Feedback) -> Given:
    if statements.store(vote):
        return Given(created=True, vote=vote)
    first = Feedback.objects.filter(
        project=vote.project_id, request=vote.request_id, source=vote.source, submitter=vote.submitter
    ).first()
    if first is not None and first.pk != vote.pk:
        return Given(created=False, vote=first)
    _forget(vote)  # stored, but on an entry that was pruned a moment ago
    raise NoSuchMessage


@transaction.atomic
def _forget(vote: Feedback) -> None:
    """Removes a vote and its tags as if it had never come."""
    Tag.objects.filter(project=vote.project_id, name__in=vote.tags, request_id=vote.request_id).delete()
    Feedback.objects.filter(project=vote.project_id, pk=vote.pk).delete()


def _connection_broke() -> bool:
    """Whether there was a connection and it is lost; no connection to be had is another matter."""
    if connection.connection is None or connection.in_atomic_block or connection.is_usable():
        return False
    connection.close()
    return True
