"""Equal stretches of time, at round times (UTC), that cover a span."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
STEPS = (
    *(timedelta(seconds=seconds) for seconds in (1, 5, 15)),
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)),
    *(timedelta(days=days) for days in (1, 7, 28, 364)),
)
MOST = 62
BEFORE = -1  # the place of what is before the first bucket


@dataclass(frozen=True, slots=True)
class Buckets:
    """From each of `starts` on, `step` long; the first begins before `since` where that is no round time."""

    since: datetime
    until: datetime
    step: timedelta
    starts: tuple[datetime, ...]

    @property
    def are_days(self) -> bool:
        """Whether each is one or more whole days."""
        return self.step >= DAY

    def place(self, at: datetime) -> int:
        """The number of the bucket that holds `at`: `BEFORE` for before the first, the last for what is later."""
        return bisect_right(self.starts, at) - 1

    def limits(self, place: int) -> tuple[datetime, datetime]:
        """From when until when its calls are: no further than the span's start."""
        start = self.starts[place]
        return max(start, self.since), start + self.step


def buckets(since: datetime, until: datetime) -> Buckets | None:
    """At most about `MOST` buckets from `since` to before `until`; None where there is no time between them."""
    if since >= until:
        return None
    step = next((step for step in STEPS if until - since <= step * MOST), STEPS[-1])
    first = since - (since - MONDAY) % step
    count = max(-((first - until) // step), 1)
    return Buckets(since, until, step, tuple(first + step * place for place in range(count)))
