"""Keeps the roll-up equal to the log: days that have changed are counted anew, as a whole.

Writers only ever add to the queue, in the transaction of their change. What is taken from it was committed before the
later statement that counts, so that no change is lost; one that comes meanwhile is in the queue again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from requestlog.database.alone import Work, is_alone
from requestlog.ids import moment_of
from requestlog.models import ChangedDay, Day
from requestlog.rollup.beside import beside
from requestlog.rollup.counting import counted

LOOKED_AT = 10_000
SHARE_SECONDS = 1.0  # of work, before it is the turn of the worker's other steps
# A large day rests before it is counted again, so that counting takes a small part of the database's time
CALLS_A_SECOND = 100_000
RESTS_FROM = 10_000
LONGEST_REST = timedelta(seconds=30)


class ProjectDay(NamedTuple):
    """A day (UTC) of a project."""

    project_id: int
    day: date


def roll_up(*, now: datetime) -> int:
    """Counts anew the changed days that are due, for about a second; returns how many. Safe in several processes."""
    began, done = perf_counter(), 0
    for changed in _due(now):
        done += recount(*changed)
        if perf_counter() - began > SHARE_SECONDS:
            break
    return done


@transaction.atomic
def recount(project_id: int, day: date) -> bool:
    """Counts a day anew and takes it from the queue; False where another process counts just now."""
    if not is_alone(Work.COUNTING_DAYS):
        return False
    ChangedDay.objects.filter(project=project_id, day=day).delete()
    rows = counted(project_id, day)
    Day.objects.filter(project=project_id, day=day).delete()
    Day.objects.bulk_create(rows)
    for counter in beside():
        counter.recount(project_id, day)
    return True


def rest_of(calls: int) -> timedelta:
    """How long a day of so many calls waits, after a change, to be counted again."""
    if calls < RESTS_FROM:
        return timedelta()
    return min(timedelta(seconds=calls / CALLS_A_SECOND), LONGEST_REST)


def _due(now: datetime) -> Iterator[ProjectDay]:
    """The changed days that have waited long enough, those first that have waited longest."""
    waiting = _waiting()
    calls = _calls(set(waiting)) if waiting else {}
    for changed, first in waiting.items():
        waited = now - moment_of(first)
        if not timedelta() <= waited < rest_of(calls.get(changed, 0)):
            yield changed


def _waiting() -> dict[ProjectDay, UUID]:
    """The days at the head of the queue, each with its oldest row."""
    oldest: dict[ProjectDay, UUID] = {}
    for id, project_id, day in ChangedDay.objects.order_by("id").values_list("id", "project_id", "day")[:LOOKED_AT]:
        oldest.setdefault(ProjectDay(project_id, day), id)
    return oldest


def _calls(days: set[ProjectDay]) -> dict[ProjectDay, int]:
    """How many calls the days held when they were counted last."""
    projects, dates = {each.project_id for each in days}, {each.day for each in days}
    counted = Day.objects.filter(project__in=projects, day__in=dates).order_by()
    sums = counted.values_list("project", "day").annotate(calls=Sum("requests"))
    return {ProjectDay(project_id, day): calls for project_id, day, calls in sums}
