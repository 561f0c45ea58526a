"""The review of an answer as part of the page of that answer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from feedback.presenting.review_entry import read_of, standing, votes_on
from feedback.presenting.review_form import made
from feedback.reading import first_of_team
from projects.models import Project
from requestlog.models import Request


def review_panel_context(project: Project, entry: Request, user: User, here: str) -> dict[str, Any]:
    """Reads the review, the team and, for one of it, the votes; `here` is where the form leads back to.

    `shown` is false for somebody who only looks where there is nothing to see.
    """
    row = project.reviews.select_related("assignee", "updated_by").filter(request_id=entry.id).first()
    form = None
    if project.may_judge:
        form = made(entry, row, votes_on(project, entry), first_of_team(project, user), next=here)
    return {
        "project": project,
        "entry": entry,
        "read": read_of(row),
        "form": form,
        "standing": standing(entry, row),
        "is_open": entry.triage is not None or row is not None,
        "shown": form is not None or entry.triage is not None or row is not None,
    }
