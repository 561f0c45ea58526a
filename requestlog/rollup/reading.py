"""What the roll-up knows of a filter: numbers of whole days, and the rest of a day counted from the log itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, DateField, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value

from projects.models import Project
from requestlog.database.subqueries import together
from requestlog.filters import RequestFilter
from requestlog.ids import moment_of
from requestlog.models import ChangedDay
from requestlog.querysets import FAILED, USUAL, Counted
from requestlog.rollup.counting import STATUS_CLASS, start_of
from requestlog.tallies import Tally, tally_of, total

KNOWN = {"rating", "model", "status", "since", "until"}
OUTCOMES: dict[str, Callable[[int], bool]] = {"ok": lambda first: 0 < first < 4, "error": lambda first: first >= 4}
MOST_OF_A_DAY = 200_000  # of one model
ALL = -1  # instead of a class of status
LATE = timedelta(minutes=1)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TALLIED = ("requests", "negative", "positive", "amazing", "commented")
SUMS = {f"all_{name}": Sum(name) for name in TALLIED}
Part = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Kind:
    """The calls of a model that ended with a status of this class (its first digit)."""

    model: str
    status_class: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What the roll-up is asked for: which models and outcomes, none for all of them, and when."""

    models: frozenset[str]
    outcomes: frozenset[str]
    since: datetime | None
    until: datetime | None

    def takes_model(self, kind: Kind) -> bool:
        return not self.models or kind.model in self.models

    def takes_outcome(self, kind: Kind) -> bool:
        return not self.outcomes or any(OUTCOMES[outcome](kind.status_class) for outcome in self.outcomes)

    def takes(self, kind: Kind) -> bool:
        return self.takes_model(kind) and self.takes_outcome(kind)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The calls of the time that was asked for: `kinds` of every model and outcome, `days` only of those asked for.

    `first` is the first day of `kinds`; `capped`, where a part of a day holds more calls than were counted.
    """

    asked: Asked
    kinds: list[Kind]
    days: dict[date, Tally]
    first: date | None = None
    capped: bool = False

    @property
    def looked_through(self) -> int:
        """How many calls there are within that time: so many rows a database may have to look at for a few."""
        return sum(kind.tally.requests for kind in self.kinds)

    @property
    def tally(self) -> Tally:
        """All that was asked for."""
        return total(kind.tally for kind in self.kinds if self.asked.takes(kind))


def asked_of(filter: RequestFilter) -> Asked | None:
    """What `filter` asks, but for its ratings; None where it asks for more than the roll-up knows."""
    outcomes = frozenset(filter.data.getlist("status"))
    if filter.errors or not filter.used <= KNOWN or not outcomes <= set(OUTCOMES):
        return None
    since, until = (moment and min(moment, LATEST) for moment in filter.span)
    return Asked(frozenset(filter.data.getlist("model")), outcomes, since, until)


def rolled_up(project: Project, asked: Asked, days_from: date, now: datetime) -> RolledUp | None:
    """The answer, with days from `days_from` on; None where the worker has been behind for longer than a minute."""
    whole, parts = split(asked.since, asked.until)
    rows = _rows(project, asked, whole, days_from)
    if rows and _has_waited(rows[0][3], now):
        return None
    kinds = [Kind(model, first, Tally(*sums)) for day, model, first, _, _, *sums in rows if day is None]
    days = {day: Tally(*sums) for day, _, _, _, _, *sums in rows if day is not None}
    first = min((first for _, _, _, _, first, *_ in rows), default=None)
    return _with_parts(project, RolledUp(asked, kinds, days, first), parts)


def is_late(now: datetime) -> bool:
    """Whether the worker has been behind for longer than a minute."""
    return _has_waited(ChangedDay.objects.order_by("id").values_list("id", flat=True).first(), now)


def _has_waited(oldest: UUID | None, now: datetime) -> bool:
    """Whether the queue's oldest row is old, or of no moment that anybody can tell."""
    return oldest is not None and not -LATE < now - moment_of(oldest) < LATE


def split(since: datetime | None, until: datetime | None) -> tuple[tuple[date, date], list[Part]]:
    """The whole days (UTC) of a span, from the first up to before the second, and the parts of a day at its ends."""
    first, last = since.date() if since else date.min, until.date() if until else date.max
    begun = since is not None and since > start_of(first)
    if since and until and (since >= until or (begun and first == last)):
        return (first, first), [(since, until)] if since < until else []
    parts = [(since, start_of(first) + DAY)] if since and begun else []
    parts += [(start_of(last), until)] if until and until > start_of(last) else []
    return (first + DAY if begun else first, last), parts


def _rows(project: Project, asked: Asked, whole: tuple[date, date], days_from: date) -> list[tuple[Any, ...]]:
    """By model and class of status, then by day: the day, both, the queue's oldest row, the first day, the sums."""
    oldest = Subquery(ChangedDay.objects.order_by("id").values("id")[:1])
    days = project.days.filter(day__gte=whole[0], day__lt=whole[1]).annotate(oldest=oldest).order_by()
    kinds = days.annotate(none=Value(None, DateField())).values_list("none", "model", "status_class", "oldest")
    by_day = days.filter(_condition(asked), day__gte=days_from).annotate(any=Value("", CharField()), no=Value(0))
    each = by_day.values_list("day", "any", "no", "oldest").annotate(first=Min("day"), **SUMS)
    return list(kinds.annotate(first=Min("day"), **SUMS).union(each, all=True))


def _condition(asked: Asked) -> Q:
    condition = Q(model__in=asked.models) if asked.models else Q()
    classes = [first for first in range(10) if any(OUTCOMES[outcome](first) for outcome in asked.outcomes)]
    return condition & Q(status_class__in=classes) if asked.outcomes else condition


def _with_parts(project: Project, rolled: RolledUp, parts: Iterable[Part]) -> RolledUp:
    """The same with the calls of some parts of days, each model's counted up to `MOST_OF_A_DAY`."""
    for part in parts:
        kinds, capped = _kinds_of(project, part)
        here, day = total(kind.tally for kind in kinds if rolled.asked.takes(kind)), part[0].date()
        rolled = replace(
            rolled,
            kinds=[*rolled.kinds, *kinds],
            days={**rolled.days, day: rolled.days.get(day, Tally()) + here},
            capped=rolled.capped or capped,
        )
    return rolled


def _kinds_of(project: Project, part: Part) -> tuple[list[Kind], bool]:
    """Most calls succeed and are not rated: they are what the others leave of a model's, so that hardly more than
    indexes is read. And whether a model has more than were counted."""
    of_model, others = Counter[str](), defaultdict[tuple[str, int], Tally](Tally)
    for model, first, rating, commented, number in together(_counts(project, part)):
        if first == ALL:
            of_model[model] = number
        else:
            others[model, first] += tally_of(rating, bool(commented), number)
    capped = any(number > MOST_OF_A_DAY for number in of_model.values())
    for (model, _), tally in [*others.items()]:
        of_model[model] = min(of_model[model], MOST_OF_A_DAY) - tally.requests
    for model, number in of_model.items():
        others[model, USUAL // 100] += Tally(max(min(number, MOST_OF_A_DAY), 0))
    return [Kind(model, first, tally) for (model, first), tally in others.items() if tally.requests], capped


def _counts(project: Project, part: Part) -> list[QuerySet[Any, Any]]:
    """How many calls each model of that day had, and how many of these are rated, failed or otherwise unusual."""
    entries = project.requests.between(*part)
    models = project.days.filter(day=part[0].date()).order_by().values("model").annotate(rows=Count("model"))
    each = Counted(entries.order_by().filter(model=OuterRef("model")).values("id")[: MOST_OF_A_DAY + 1])
    names = ("model", "first", "rating", "has_comment", "calls")
    unrated = entries.order_by().rated("unrated")
    unusual = [entries.order_by().rated("rated"), unrated.filter(status__gte=FAILED)]
    unusual += [unrated.filter(~Q(status=USUAL), status__lt=FAILED)]
    return [
        models.values_list("model", Value(ALL), Value(0), Value(False), each),
        *(rows.values(first=STATUS_CLASS).values_list(*names[:4], Count("id")) for rows in unusual),
    ]
