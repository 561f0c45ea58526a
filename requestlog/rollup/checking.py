"""The roll-up held against the log, day by day, and made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from projects.models import Project
from requestlog.database.alone import Work, be_alone
from requestlog.ids import day_of
from requestlog.models import Day
from requestlog.rollup.beside import Difference, beside
from requestlog.rollup.counting import FIGURES, counted, start_of
from requestlog.rollup.rolling import recount

SMALLEST = Decimal("1E-8")  # of a cost that the database keeps


@dataclass(frozen=True, slots=True)
class Checked:
    """A day and what is wrong with it; where it is `queued`, the worker is about to put that right."""

    day: date
    differences: list[Difference]
    queued: bool


def days_of(project: Project, since: date | None) -> Iterator[date]:
    """Every day with calls, and every one that the roll-up knows, from `since` on; the oldest first."""
    day = since or date.min
    while found := [each for each in (_next_called(project, day), _next_known(project, day)) if each]:
        yield min(found)
        if min(found) == date.max:
            return
        day = min(found) + timedelta(days=1)


def _next_called(project: Project, day: date) -> date | None:
    entries = project.requests.between(start_of(day), None).order_by("id")
    first = entries.values_list("id", flat=True).first()
    return day_of(first) if first else None


def _next_known(project: Project, day: date) -> date | None:
    return project.days.filter(day__gte=day).order_by("day").values_list("day", flat=True).first()


@transaction.atomic
def check(project: Project, day: date) -> Checked:
    """Counts the day and compares. The roll-up rests meanwhile; what the log gains is in the queue afterwards."""
    be_alone(Work.COUNTING_DAYS)
    right = _figures(counted(project.pk, day))
    stored = _figures(list(project.days.filter(day=day)))
    different = [
        difference for key in sorted(right.keys() | stored.keys()) for difference in _compared(key, stored, right)
    ]
    different += [difference for counter in beside() for difference in counter.compare(project.pk, day)]
    return Checked(day, different, bool(different) and project.changed_days.filter(day=day).exists())


def rebuild(project: Project, day: date) -> None:
    """Counts the day anew, whatever the queue says."""
    with transaction.atomic():
        be_alone(Work.COUNTING_DAYS)
        recount(project.pk, day)


Figures = dict[tuple[str, int], dict[str, Any]]


def _figures(days: list[Day]) -> Figures:
    """The numbers by model and class of status, each as the database keeps it."""
    return {(day.model, day.status_class): {name: _kept(getattr(day, name)) for name in FIGURES} for day in days}


def _kept(value: Any) -> Any:
    return value.quantize(SMALLEST) if isinstance(value, Decimal) else value


def _compared(key: tuple[str, int], stored: Figures, right: Figures) -> Iterator[Difference]:
    """One for each number that differs; one in all for a group that only one of them has."""
    ours, theirs = stored.get(key, {}), right.get(key, {})
    names = FIGURES if ours and theirs else ["requests"]
    group = f"{key[0] or 'no model'} {key[1]}xx"
    for name in names:
        if ours.get(name) != theirs.get(name):
            yield Difference(group, name, ours.get(name), theirs.get(name))
