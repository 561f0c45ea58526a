"""Calls of the gateway into the log, at least once each and stored once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from projects.models import DEFAULT_SLUG, Project
from requestlog.calls import DEFAULT_PROJECT, Call
from requestlog.keeping import projects_without_bodies
from requestlog.rows import Rows
from requestlog.services.batches import put
from requestlog.services.refusing import by_halves, described
from requestlog.storing import writer


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
    return _refused(calls, described(calls, now, projects_without_bodies(calls)))


def record_in_turn(*, calls: Sequence[Call], now: datetime) -> Iterator[tuple[Sequence[Call], list[UUID]]]:
    """Stores calls as `record` does, in order, as many at a time as go well into one transaction.

    Gives those, once they are stored, and the ids of them that cannot be. Meanwhile the rows of the next are made.
    """
    most = writer().most_calls
    portions = [calls[start : start + most] for start in range(0, len(calls), most)]
    rows_of = partial(described, now=now, bare=projects_without_bodies(calls))
    with ThreadPoolExecutor(max_workers=1) as beside:
        rows = beside.map(rows_of, portions) if len(portions) > 1 else map(rows_of, portions)
        for portion, made in zip(portions, rows, strict=True):
            yield portion, _refused(portion, made)


def _refused(calls: Sequence[Call], rows: Sequence[Rows | None]) -> list[UUID]:
    stored = set(by_halves([row for row in rows if row], put))
    return [call.id for call in calls if call.id not in stored]
