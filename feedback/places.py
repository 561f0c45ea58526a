"""Where the message that a vote is about stands in the log."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from projects.models import Project
from requestlog.models import KnownId

# By hand, as all of a vote's path: the ORM takes longer to build this than the database to answer it
TOLD = "EXISTS (SELECT 1 FROM feedback_webhook WHERE project_id = known.project_id AND enabled)"
IN_PROJECT = f"""
    SELECT known.project_id, known.request_id, FALSE, {TOLD} FROM requestlog_knownid known
    WHERE known.message_id = %s AND known.project_id = %s ORDER BY known.request_id DESC LIMIT 1
"""  # noqa: S608
WHERE_SEEN_FIRST = f"""
    SELECT known.project_id, known.request_id, project.feedback_needs_key, {TOLD}
    FROM requestlog_knownid known JOIN projects_project project ON project.id = known.project_id
    WHERE known.message_id = %s AND project.archived_at IS NULL AND known.project_id = (
        SELECT project_id FROM requestlog_knownid WHERE message_id = %s ORDER BY seen_at, project_id LIMIT 1
    )
    ORDER BY known.request_id DESC LIMIT 1
"""  # noqa: S608


class Place(NamedTuple):
    """A log entry; whether its project takes votes only with a key, and tells somebody of them."""

    project_id: int
    request_id: UUID
    needs_key: bool
    told: bool


def place_of(message_id: str, project: Project | None) -> Place | None:
    """The newest entry that has this id: in `project`, or in the project that saw the id first."""
    statement, second = (IN_PROJECT, project.pk) if project else (WHERE_SEEN_FIRST, message_id)
    with connection.cursor() as cursor:
        cursor.execute(statement, [message_id, second])
        row = cursor.fetchone()
    return Place(row[0], UUID(str(row[1])), bool(row[2]), bool(row[3])) if row else None


def is_at(message_id: str, project_id: int, request_id: UUID) -> bool:
    """Whether that entry, which need not be the newest, has this id."""
    names = KnownId.objects.filter(message_id=message_id, project=project_id, request_id=request_id)
    return names.exists()
