"""Where the message that a vote is about stands in the log."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Subquery

from projects.models import Project
from requestlog.models import KnownId


class Place(NamedTuple):
    """A log entry, and whether its project takes votes only with a key."""

    project_id: int
    request_id: UUID
    needs_key: bool


def place_of(message_id: str, project: Project | None) -> Place | None:
    """The newest entry that has this id: in `project`, or in the project that saw the id first."""
    known = KnownId.objects.of(message_id)
    if project is None:
        first = known.order_by("seen_at", "project_id").values("project_id")[:1]
        known = known.filter(project=Subquery(first))
    else:
        known = known.filter(project=project)
    newest = known.order_by("-request_id").values_list("project_id", "request_id", "project__feedback_needs_key")
    found = newest.first()
    return Place(*found) if found else None
