"""Every write of votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from feedback import early
from feedback.models import Feedback, Tag
from feedback.places import place_of
from projects.models import Project
from requestlog.models import Request
from requestlog.querysets import RequestQuerySet
from requestlog.ratings import Rating

COLUMNS = ("id", "project_id", "request_id", "submitter", "message_id", "rating", "comment", "tags", "created_at")
# The ORM cannot say which of two simultaneous inserts won; RETURNING can
INSERT = """
    INSERT INTO feedback_feedback
        (id, project_id, request_id, submitter, message_id, rating, comment, tags, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING id
"""


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
    *, message_id: str, rating: Rating, comment: str, tags: Sequence[str], project: Project | None, now: datetime
) -> Given:
    """Stores the vote on a message, unless it has one; of simultaneous votes exactly one is created.

    `project` is the key's, None where no key was sent. A connection that breaks is tried anew, once.
    Raises `NoSuchMessage`, `KeyNeeded`, and `OperationalError` or `InterfaceError` when the database is away.
    """
    vote = Feedback(message_id=message_id, rating=rating, comment=comment, tags=list(tags), created_at=now)
    try:
        return _given(vote, project)
    except (OperationalError, InterfaceError):
        if not _connection_broke():
            raise
    # The same id again: a vote that was stored just before the break is still this caller's own
    return _given(vote, project)


@transaction.atomic
def withdraw(*, vote: Feedback) -> None:
    """Removes a vote with its tags and its copy in the log; the message can then be voted on anew."""
    Tag.objects.of(vote.project).filter(request_id=vote.request_id).delete()
    _entry_of(vote).update(rating=None, has_comment=False)
    Feedback.objects.of(vote.project).filter(pk=vote.pk).delete()


def _given(vote: Feedback, project: Project | None) -> Given:
    place = place_of(vote.message_id, project) or early.place_of(vote.message_id, project, now=vote.created_at)
    if place is None:
        raise NoSuchMessage
    if project is None and place.needs_key:
        raise KeyNeeded
    vote.project_id, vote.request_id = place.project_id, place.request_id
    return _stored(vote)


@transaction.atomic
def _stored(vote: Feedback) -> Given:
    if not _inserted(vote):
        first = Feedback.objects.anonymous().get(project=vote.project_id, request=vote.request_id)
        return Given(created=first.pk == vote.pk, vote=first)
    if not _entry_of(vote).update(rating=vote.rating, has_comment=bool(vote.comment)):
        raise NoSuchMessage  # and the transaction is undone: the entry was pruned meanwhile
    if vote.tags:
        tags = [Tag(project_id=vote.project_id, name=name, request_id=vote.request_id) for name in vote.tags]
        Tag.objects.bulk_create(tags, ignore_conflicts=True)
    return Given(created=True, vote=vote)


def _inserted(vote: Feedback) -> bool:
    """Whether this vote is the message's first: the database decides, atomically."""
    fields = {field.attname: field for field in Feedback._meta.concrete_fields}
    values = [fields[name].get_db_prep_save(getattr(vote, name), connection) for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return cursor.fetchone() is not None


def _entry_of(vote: Feedback) -> RequestQuerySet:
    return Request.objects.filter(project=vote.project_id, id=vote.request_id)


def _connection_broke() -> bool:
    """Whether there was a connection and it is lost; no connection to be had is another matter."""
    if connection.connection is None or connection.in_atomic_block or connection.is_usable():
        return False
    connection.close()
    return True
