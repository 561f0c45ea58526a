"""The stretches of time that the figures are of: whole hours or days (UTC) up to now, and the same before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHOICES = {"24h": (HOUR, 24), "7d": (DAY, 7), "30d": (DAY, 30), "90d": (DAY, 90)}
DEFAULT = "30d"


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on, before `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A choice of time; its last bucket has only begun."""

    name: str
    step: timedelta
    starts: tuple[datetime, ...]
    now: datetime

    @property
    def span(self) -> Span:
        return Span(self.starts[0], self.now)

    @property
    def before(self) -> Span:
        """As long as `span` and right before it, up to the same time of the day."""
        back = self.step * len(self.starts)
        return Span(self.starts[0] - back, self.now - back)

    @property
    def words(self) -> str:
        return f"{len(self.starts)} {'hours' if self.step == HOUR else 'days'}"

    def bucket(self, at: datetime) -> int:
        """The number of the bucket that holds `at`."""
        return (at - self.starts[0]) // self.step


def window(name: str, now: datetime) -> Window:
    """The window `name`, one of `CHOICES`."""
    step, count = CHOICES[name]
    last = now.replace(minute=0, second=0, microsecond=0)
    last = last if step == HOUR else last.replace(hour=0)
    return Window(name, step, tuple(last - step * back for back in range(count - 1, -1, -1)), now)
