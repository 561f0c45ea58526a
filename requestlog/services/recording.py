"""Calls of the gateway into the log, at least once each and stored once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from projects.models import DEFAULT_SLUG, Project
from requestlog.calls import DEFAULT_PROJECT, Call
from requestlog.services.batches import put
from requestlog.services.refusing import by_halves, described


def with_projects(calls: Sequence[Call]) -> list[Call]:
    """The same calls, those of `DEFAULT_PROJECT` with that project's id."""
    if all(call.project_id != DEFAULT_PROJECT for call in calls):
        return list(calls)
    default = Project.objects.filter(slug=DEFAULT_SLUG).values_list("pk", flat=True).first() or DEFAULT_PROJECT
    return [replace(call, project_id=default) if call.project_id == DEFAULT_PROJECT else call for call in calls]


def record(*, calls: Sequence[Call], now: datetime) -> list[UUID]:
    """Stores calls, or what is newer of them; storing one again changes nothing. Returns the ids that cannot be stored.

    A call that the database refuses does not keep it from storing the others. Raises an error that `is_away` when the
    database is: nothing is stored then, or what comes again changes nothing.
    """
    stored = set(by_halves([row for row in described(calls, now) if row], put))
    return [call.id for call in calls if call.id not in stored]
