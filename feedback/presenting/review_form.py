"""The form of a review, made for one answer and one reader."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.http import QueryDict

from feedback.models import Feedback, Review
from feedback.presenting.review_entry import votes_on
from feedback.reading import first_of_team
from feedback.review_form import ReviewForm
from projects.models import Project
from requestlog.models import Request


def form_on(project: Project, user: User, entry: Request, *, data: QueryDict | None = None) -> ReviewForm:
    """The form for `data` that was sent; reads what it is compared with."""
    row = project.reviews.select_related("assignee").filter(request_id=entry.id).first()
    return made(entry, row, votes_on(project, entry), first_of_team(project, user), data=data)


def made(
    entry: Request,
    row: Review | None,
    votes: Sequence[Feedback],
    team: Sequence[User],
    *,
    next: str = "",
    data: QueryDict | None = None,
) -> ReviewForm:
    """Filled with the team's correction, or else with the one that came with a vote."""
    correction = row.correction if row and row.correction else offered(votes)
    return ReviewForm(data, entry=entry, row=row, team=team, correction=correction, next=next)


def offered(votes: Sequence[Feedback]) -> str:
    """The correction that somebody of the team, or else a user, gave with a vote."""
    said = sorted((vote for vote in votes if vote.correction), key=lambda vote: -vote.source)
    return said[0].correction if said else ""
