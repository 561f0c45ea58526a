"""On PostgreSQL a month of bodies or words that nobody wants any more is dropped, not deleted row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from feedback.retention.choosing import talked_about
from feedback.retention.limits import Kept
from projects.models import Project
from requestlog.database.parts import (
    MonthIsBusyError,
    Part,
    brief_locks,
    collect_words,
    count,
    drop,
    holds_any_of,
    keep_only,
    lock,
    parts_of,
)
from requestlog.database.patience import within
from requestlog.ids import first_id
from requestlog.months import Month

# For the few that stay of a large month
SECONDS = 300.0
BODIES = "requestlog_payload"
LIMIT_OF = {BODIES: "bodies", "requestlog_search": "requests"}


def drop_months(*, projects: Iterable[Project], now: datetime) -> Iterator[tuple[str, int]]:
    """Empties the months that are past the limits of all `projects` that have rows in them; all are to be given.

    Yields the table and how many rows went. What votes or a review keep stays in its month; one in which more stays
    than goes, or that others hold, is left to be deleted row by row.
    """
    kept = {project: Kept.of(project, now) for project in projects}
    for part in parts_of(tuple(LIMIT_OF)):
        if part.month and not _wanted(part, part.month, kept):
            yield part.table, _emptied(part, part.month, kept)


def _wanted(part: Part, month: Month, kept: Mapping[Project, Kept]) -> bool:
    """Whether a project keeps some of the month by its age alone."""
    wanting = [project.pk for project, each in kept.items() if not _is_past(month, getattr(each, LIMIT_OF[part.table]))]
    return len(wanting) == len(kept) or holds_any_of(part, wanting)


def _is_past(month: Month, limit: datetime | None) -> bool:
    return limit is not None and month.next.first <= first_id(limit)


def _emptied(part: Part, month: Month, kept: Mapping[Project, Kept]) -> int:
    try:
        with within(SECONDS), brief_locks(SECONDS):
            lock(part)
            staying, there = _staying(month, kept), count(part)
            if there <= 2 * len(staying):
                return 0
            if part.table == BODIES:
                collect_words(part)
            if not staying and there:
                drop(part)
                return there
            keep_only(part, staying)
            return there - count(part)
    except MonthIsBusyError:
        return 0


def _staying(month: Month, kept: Mapping[Project, Kept]) -> Sequence[UUID]:
    return [
        id
        for project, each in kept.items()
        for id in talked_about(project, each, month.first, month.next.first).values_list("id", flat=True)
    ]
