"""When people ask: weeks with busy working hours (UTC), quiet nights, and a few hours in which much went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from random import Random

HOUR = timedelta(hours=1)
BY_HOUR = (2, 1, 1, 1, 1, 3, 9, 24, 52, 78, 84, 70, 48, 66, 80, 76, 58, 36, 20, 13, 10, 8, 5, 3)
BY_WEEKDAY = (1.08, 1.12, 1.05, 1.0, 0.82, 0.34, 0.28)
RUSH = 2.2


@dataclass(frozen=True, slots=True)
class Hours:
    """The whole hours up to `now` (the last one up to now itself), and which of them were incidents."""

    starts: tuple[datetime, ...]
    now: datetime
    incidents: frozenset[datetime]

    def incident(self, at: datetime) -> bool:
        return _hour(at) in self.incidents


def hours(rng: Random, now: datetime, days: int) -> Hours:
    """The `days` × 24 hours before `now`; one working hour in about a week is an incident."""
    starts = tuple(_hour(now) - HOUR * back for back in range(days * 24 - 1, -1, -1))
    working = [start for start in starts if BY_HOUR[start.hour] > 60 and start.weekday() < 5]
    incidents = rng.sample(working, min(len(working), max(days // 7, 1)))
    return Hours(starts, now, frozenset(incidents))


def moments(rng: Random, span: Hours, count: int) -> list[datetime]:
    """`count` moments in time order; the last is `now`."""
    drawn = rng.choices(span.starts, _weights(rng, span), k=max(count - 1, 0))
    ends = dict(pairwise((*span.starts, span.now)))
    at = (start + (ends[start] - start) * rng.random() for start in drawn)
    return [*sorted(at), span.now][-count:] if count else []


def spread(rng: Random, span: Hours, count: int) -> Iterator[tuple[datetime, datetime, int]]:
    """From when until when each hour lasts, and how many of `count` things fall into it."""
    ends = (*span.starts[1:], span.now)
    sums = list(accumulate(_weights(rng, span)))
    upto = [round(count * each / sums[-1]) for each in sums]
    for start, end, (before, after) in zip(span.starts, ends, pairwise((0, *upto)), strict=True):
        yield start, end, after - before


def _weights(rng: Random, span: Hours) -> Sequence[float]:
    size = len(span.starts)
    growth = (0.85 + 0.35 * place / size for place in range(size))
    weights = [
        BY_HOUR[start.hour] * BY_WEEKDAY[start.weekday()] * grown * rng.uniform(0.75, 1.3) * _rush(span, start)
        for start, grown in zip(span.starts, growth, strict=True)
    ]
    return [*weights[:-1], weights[-1] * ((span.now - span.starts[-1]) / HOUR + 0.01)]


def _rush(span: Hours, start: datetime) -> float:
    return RUSH if start in span.incidents else 1.0


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
