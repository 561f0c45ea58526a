"""The rows of votes and reviews, as they are for an entry and the message that it answered with."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.models import User

from feedback.demo.votes import Review as Reviewed
from feedback.demo.votes import Vote
from feedback.models import Feedback, PastVote, Review, Source
from projects.models import Project
from requestlog.ids import new_id
from requestlog.ratings import RATINGS

People = Mapping[str, User]
BY = "vote token"


def feedback_of(project: Project, request_id: UUID, message_id: str, vote: Vote, people: People) -> Feedback:
    author = people.get(vote.by)
    return Feedback(
        id=new_id(vote.created_at),
        project=project,
        request_id=request_id,
        message_id=message_id,
        source=Source.TEAM if author else Source.USER,
        submitter=str(author.pk) if author else vote.submitter,
        author=author,
        rating=RATINGS[vote.rating],
        comment=vote.comment,
        tags=list(vote.tags),
        reasons=[reason for reason in vote.reasons if reason in project.reasons],
        correction=vote.correction,
        created_at=vote.created_at,
        updated_at=vote.since,
    )


def past_of(project: Project, request_id: UUID, vote: Vote) -> PastVote | None:
    """What a user's vote said before; None for one that was never changed."""
    if vote.changed_at is None:
        return None
    return PastVote(
        id=new_id(vote.changed_at),
        project=project,
        request_id=request_id,
        source=Source.USER,
        submitter=vote.submitter,
        rating=RATINGS[vote.first],
        given_at=vote.created_at,
        ended_at=vote.changed_at,
        ended_as=PastVote.End.CHANGED,
        ended_by=BY,
    )


def review_of(project: Project, request_id: UUID, review: Reviewed, people: People) -> Review:
    return Review(
        project=project,
        request_id=request_id,
        assignee=people.get(review.assignee),
        note=review.note,
        correction=review.correction,
        updated_at=review.at,
        updated_by=people[review.by],
    )
