"""What members of the team say of an answer themselves; never part of the users' figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from feedback.models import Feedback, Kind, Source
from feedback.services.changing import Changes, change, withdraw
from feedback.services.copies import lock, refresh
from feedback.services.events import keep_event
from projects.models import Project
from requestlog.cleaning import clean_text
from requestlog.models import Request
from requestlog.ratings import Rating


@transaction.atomic
def vote_as_team(
    *,
    project: Project,
    entry: Request,
    user: User,
    rating: Rating,
    comment: str = "",
    tags: Sequence[str] = (),
    correction: str = "",
    now: datetime,
) -> Feedback:
    """Stores the one vote of `user` on `entry`, or lets it say what is given; what it said before is kept.

    Raises `Request.DoesNotExist` where the entry was pruned a moment ago.
    """
    said: Changes = {
        "rating": rating,
        "comment": clean_text(comment),
        "tags": [clean_text(tag) for tag in tags],
        "correction": clean_text(correction),
    }
    lock(project_id=project.pk, request_id=entry.id)
    vote = project.feedback.by_member(user).filter(request=entry).first()
    if vote is not None:
        return change(vote=vote, by=user.get_username(), now=now, **said)
    return _first_vote(project.requests.only("project_id").get(id=entry.id), user, said, now)


@transaction.atomic
def withdraw_team_vote(*, project: Project, entry: Request, user: User, now: datetime) -> bool:
    """Takes back the vote of `user` on `entry`; false where there is none."""
    vote = project.feedback.by_member(user).filter(request=entry).first()
    return vote is not None and withdraw(vote=vote, by=user.get_username(), now=now) is not None


def _first_vote(entry: Request, user: User, said: Changes, now: datetime) -> Feedback:
    vote = Feedback.objects.create(
        project_id=entry.project_id,
        request_id=entry.id,
        source=Source.TEAM,
        submitter=str(user.pk),
        author=user,
        message_id=str(entry.id),
        created_at=now,
        updated_at=now,
        **said,
    )
    refresh(project_id=entry.project_id, request_id=entry.id)
    keep_event(vote=vote, kind=Kind.CREATED, now=now)
    return vote
