"""Where the message that a vote is about stands in the log."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from projects.models import Project

# By hand, as all of a vote's path: the ORM takes longer to build this than the database to answer it
IN_PROJECT = """
    SELECT project_id, request_id, FALSE FROM requestlog_knownid
    WHERE message_id = %s AND project_id = %s ORDER BY request_id DESC LIMIT 1
"""
WHERE_SEEN_FIRST = """
    SELECT known.project_id, known.request_id, project.feedback_needs_key
    FROM requestlog_knownid known JOIN projects_project project ON project.id = known.project_id
    WHERE known.message_id = %s AND known.project_id = (
        SELECT project_id FROM requestlog_knownid WHERE message_id = %s ORDER BY seen_at, project_id LIMIT 1
    )
    ORDER BY known.request_id DESC LIMIT 1
"""


class Place(NamedTuple):
    """A log entry, and whether its project takes votes only with a key."""

    project_id: int
    request_id: UUID
    needs_key: bool


def place_of(message_id: str, project: Project | None) -> Place | None:
    """The newest entry that has this id: in `project`, or in the project that saw the id first."""
    statement, second = (IN_PROJECT, project.pk) if project else (WHERE_SEEN_FIRST, message_id)
    with connection.cursor() as cursor:
        cursor.execute(statement, [message_id, second])
        row = cursor.fetchone()
    return Place(row[0], UUID(str(row[1])), bool(row[2])) if row else None
