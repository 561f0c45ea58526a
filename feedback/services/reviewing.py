"""What the team makes of an answer: a status, somebody who looks after it, a note, the answer that was wanted."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from feedback.models import Review
from feedback.reading import team_of
from projects.models import Project
from requestlog.cleaning import clean_text
from requestlog.models import Request
from requestlog.triage import Triage

NOTE_CHARACTERS, CORRECTION_CHARACTERS = 10_000, 20_000
MOST = {"note": NOTE_CHARACTERS, "correction": CORRECTION_CHARACTERS}


class Unchanged(Enum):
    """A field that is left as it is; None and "" are values."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


class NothingToTriage(Exception):  # noqa: N818
    """A status for an answer that has no 👎."""


class ReviewedMeanwhile(Exception):  # noqa: N818
    """Somebody else changed the review since `seen`; `review` is how it stands now."""

    def __init__(self, review: Review) -> None:
        super().__init__("Somebody else has changed this review.")
        self.review = review


@transaction.atomic
def review(
    *,
    project: Project,
    request_id: UUID,
    user: User,
    now: datetime,
    status: Triage | None = None,
    assignee: User | Unchanged | None = UNCHANGED,
    note: str | Unchanged = UNCHANGED,
    correction: str | Unchanged = UNCHANGED,
    seen: str | None = None,
) -> Review:
    """Stores what is given and leaves the rest as it is; `seen` is the `version` that the writer looked at, if any.

    Raises `Request.DoesNotExist`, `NothingToTriage`, `ReviewedMeanwhile` and, by field, `ValidationError`.
    """
    entry = project.requests.select_for_update().only("id", "project_id", "triage").get(id=request_id)
    row = project.reviews.select_related("updated_by").filter(request_id=request_id).first()
    _refuse_what_is_late(entry, row, status, seen)
    row = row or Review(project=project, request_id=request_id)
    for name, value in _checked(project, assignee=assignee, note=note, correction=correction).items():
        setattr(row, name, value)
    row.updated_by, row.updated_at = user, now
    row.save()
    if status is not None:
        project.requests.filter(id=request_id).update(triage=status)
    return row


def version(row: Review | None) -> str:
    """Names the state of a review, "" where there is none yet: a form carries it and overwrites nothing unseen."""
    return row.updated_at.isoformat() if row else ""


def _refuse_what_is_late(entry: Request, row: Review | None, status: Triage | None, seen: str | None) -> None:
    if status is not None and entry.triage is None:
        raise NothingToTriage
    if row is not None and seen is not None and seen != version(row):
        raise ReviewedMeanwhile(row)


def _checked(project: Project, **given: User | str | Unchanged | None) -> dict[str, User | str | None]:
    """The values that were given, each within its limit."""
    values = {name: value for name, value in given.items() if not isinstance(value, Unchanged)}
    assignee = values.get("assignee")
    if isinstance(assignee, User) and not team_of(project).filter(pk=assignee.pk).exists():
        raise ValidationError({"assignee": "Choose somebody of the team: a member or an owner of the project."})
    return {name: _bounded(name, value) if isinstance(value, str) else value for name, value in values.items()}


def _bounded(name: str, text: str) -> str:
    if len(text) > MOST[name]:
        raise ValidationError({name: f"At most {MOST[name]:,} characters; these are {len(text):,}."})
    return clean_text(text)
