"""👎 and reviews as the tests of the review pages need them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from feedback.services.reviewing import review, version
from projects.models import Project
from requestlog.models import Request
from tests.factories import NOW
from tests.pages.world import create_rated

PAGE = "/p/support/review/"


def disliked(project: Project, *, minutes: int = 0, **said: Any) -> Request:
    """A 👎 on a call so many minutes after `NOW`; see `create_rated`."""
    return create_rated(project, "negative", at=NOW + timedelta(minutes=minutes), **said)


def three(project: Project) -> list[Request]:
    """Three 👎, the newest first."""
    return [disliked(project, minutes=minutes, prompt=f"Question {minutes}") for minutes in (3, 2, 1)]


def set_to(project: Project, entry: Request, user: Any, **given: Any) -> Request:
    """`entry` after a review by `user`."""
    review(**{"project": project, "request_id": entry.id, "user": user, "now": NOW + timedelta(hours=1), **given})
    entry.refresh_from_db()
    return entry


def post(client: Client, entry: Request, verb: str, **fields: Any) -> HttpResponse:
    """The answer to the form on `entry`, as a browser sends it that has just loaded it."""
    row = entry.project.reviews.filter(request_id=entry.id).first()
    stored = {"correction": row.correction if row else "", "note": row.note if row else ""}
    stored["assignee"] = str(row.assignee_id or "") if row else ""
    data = {**stored, "seen": version(row), "next": f"{PAGE}?done={entry.id}", "verb": verb, **fields}
    return client.post(f"/p/support/requests/{entry.id}/review/", data)
