"""The stretches of time that figures are of: whole hours or days (UTC) up to now or to a date, and the same before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHOICES = {"24h": (HOUR, 24), "7d": (DAY, 7), "30d": (DAY, 30), "90d": (DAY, 90)}
DEFAULT = "30d"
MOST_DAYS = 366
EARLIEST = date(1999, 1, 1)  # of which the days before can be told
SAID = 40


class NoWindowError(ValueError):
    """What was asked for is no stretch of time; in words."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on, before `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A choice of time, up to `until`; `now` is the present. A last bucket that holds `now` has only begun."""

    name: str
    step: timedelta
    starts: tuple[datetime, ...]
    until: datetime
    now: datetime

    @property
    def span(self) -> Span:
        return Span(self.starts[0], self.until)

    @property
    def before(self) -> Span:
        """As long as `span` and right before it, up to the same time of the day."""
        back = self.step * len(self.starts)
        return Span(self.starts[0] - back, self.until - back)

    @property
    def first(self) -> date:
        return self.starts[0].date()

    @property
    def last(self) -> date:
        return self.starts[-1].date()

    @property
    def length(self) -> str:
        number = len(self.starts)
        return f"{number} {'hour' if self.step == HOUR else 'day'}{'' if number == 1 else 's'}"

    @property
    def earlier(self) -> str:
        """ "the 30 days before"."""
        return f"the {self.length if len(self.starts) > 1 else 'day'} before"

    @property
    def words(self) -> str:
        """ "the last 30 days", or the dates."""
        if self.name:
            return f"the last {self.length}"
        return dated(self.first) if self.first == self.last else f"{dated(self.first)} to {dated(self.last)}"

    def bucket(self, at: datetime) -> int:
        """The number of the bucket that holds `at`."""
        return (at - self.starts[0]) // self.step


def window(name: str, now: datetime) -> Window:
    """The window `name`, one of `CHOICES`."""
    step, count = CHOICES[name]
    last = now.replace(minute=0, second=0, microsecond=0)
    last = last if step == HOUR else last.replace(hour=0)
    return Window(name, step, tuple(last - step * back for back in range(count - 1, -1, -1)), now, now)


def window_of(query: Mapping[str, str], now: datetime) -> Window:
    """The window of `since` and `until` (days, both meant whole), or else of `window`. Raises `NoWindowError`."""
    since, until = query.get("since", ""), query.get("until", "")
    if since or until:
        last = min(_date("until", until), now.date()) if until else now.date()
        return _dates(_date("since", since) if since else last - DAY * 29, last, now)
    name = query.get("window", "") or DEFAULT
    if name not in CHOICES:
        raise NoWindowError(f"There is no window “{name[:SAID]}”. Choose one of {', '.join(CHOICES)}.")
    return window(name, now)


def _dates(first: date, last: date, now: datetime) -> Window:
    if first.year < 2000:
        raise NoWindowError(f"There is nothing of {first.year}. Give days of 2000 or later.")
    if first > last:
        raise NoWindowError(f"There are no days from {first} to {last}. Give a first day that is not after the last.")
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise NoWindowError(f"{first} to {last} are {days:,} days. Give at most {MOST_DAYS}.")
    starts = tuple(datetime.combine(first + DAY * day, time.min, UTC) for day in range(days))
    return Window("", DAY, starts, min(starts[-1] + DAY, now), now)


def _date(name: str, text: str) -> date:
    try:
        return max(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date(), EARLIEST)
    except ValueError as error:
        raise NoWindowError(f"“{text[:SAID]}” is no day for {name}. Give a date: 2026-11-01.") from error


def dated(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
