"""The same figures out of the roll-ups by days, where they have them: as exact, and much faster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from insights.rated.figures import Dimensions, Figure, added
from insights.reading import Calls, Reading, Traffic, Votes, spent
from insights.voices import DEFAULT, Voices
from insights.windows import HOUR, Span, Window
from projects.models import Project
from requestlog.rollup.counting import start_of
from requestlog.rollup.reading import is_late, split

SPENT = ("requests", "cost_usd", "latency_ms", "timed", "prompt_tokens", "completion_tokens")
SUMMED = (*SPENT, "negative", "positive", "amazing", "commented", "complaints")
FIGURES = tuple(Figure.__dataclass_fields__)


class Sums(NamedTuple):
    """The calls of a model on a day."""

    day: date
    model: str
    requests: int
    cost: Decimal | None
    latency: int | None
    timed: int
    asked: int | None
    answered: int | None
    negative: int
    positive: int
    amazing: int
    commented: int
    complaints: int

    def calls(self) -> Calls:
        known = (self.requests, self.cost, self.latency, self.timed, self.asked, self.answered)
        return Calls(start_of(self.day), self.model, Traffic(*known))

    def votes(self) -> Iterator[Votes]:
        liked, praise = self.positive + self.amazing, self.commented - self.complaints
        kinds = {
            (True, True): self.complaints,
            (True, False): self.negative - self.complaints,
            (False, True): praise,
            (False, False): liked - praise,
        }
        return (Votes(start_of(self.day), self.model, *kind, count) for kind, count in kinds.items() if count)


@dataclass(frozen=True)
class RolledUpReading(Reading):
    """Whole days from the roll-up, parts of a day from the rows; the day that has only begun, `now`, is whole."""

    now: datetime
    _known: dict[tuple[date, date], list[Sums]] = field(default_factory=dict)

    def traffic(self, span: Span, step: timedelta) -> list[Calls]:
        days, parts = self._split(span)
        known = [day.calls() for day in self._sums(days)]
        return [*known, *(calls for part in parts for calls in super(RolledUpReading, self).traffic(part, step))]

    def traffic_in_all(self, span: Span) -> Traffic:
        days, parts = self._split(span)
        known = [day.calls().traffic for day in self._sums(days)]
        return spent([*known, *(super(RolledUpReading, self).traffic_in_all(part) for part in parts)])

    def votes(self, span: Span, step: timedelta) -> list[Votes]:
        if self.voices is not DEFAULT or step == HOUR:
            return super().votes(span, step)
        days, parts = self._split(span)
        known = [votes for day in self._sums(days) for votes in day.votes()]
        return [*known, *(votes for part in parts for votes in super(RolledUpReading, self).votes(part, step))]

    def votes_in_all(self, span: Span) -> list[Votes]:
        if self.voices is not DEFAULT:
            return super().votes_in_all(span)
        days, parts = self._split(span)
        known = [votes for day in self._sums(days) for votes in day.votes()]
        return [*known, *(votes for part in parts for votes in super(RolledUpReading, self).votes_in_all(part))]

    def dimensions(self, span: Span) -> Dimensions:
        if self.voices is not DEFAULT:
            return super().dimensions(span)
        days, parts = self._split(span)
        within = self.project.rated_days.filter(day__gte=days[0], day__lt=days[1]).order_by()
        sums = {f"all_{name}": Sum(name) for name in FIGURES}
        rows = within.values_list("dimension", "value").annotate(**sums)
        known = [(name, value, Figure(*row)) for name, value, *row in rows]
        rest = [super(RolledUpReading, self).dimensions(part) for part in parts]
        more = [(name, value, each) for part in rest for name, values in part.items() for value, each in values.items()]
        return added([*known, *more])

    def _split(self, span: Span) -> tuple[tuple[date, date], list[Span]]:
        days, parts = split(span.since, None if span.until == self.now else span.until)
        return days, [Span(*part) for part in parts]

    def _sums(self, days: tuple[date, date]) -> list[Sums]:
        """Asked once for the same days."""
        if days not in self._known:
            within = self.project.days.filter(day__gte=days[0], day__lt=days[1]).order_by()
            sums = {f"all_{name}": Sum(name) for name in SUMMED}
            self._known[days] = [Sums(*row) for row in within.values_list("day", "model").annotate(**sums)]
        return self._known[days]


def reading_of(project: Project, voices: Voices, window: Window) -> Reading:
    """By the roll-up, or by the rows where the worker has fallen behind."""
    if is_late(window.now):
        return Reading(project, voices)
    return RolledUpReading(project, voices, window.now)
