"""Calendar months (UTC) as ranges of the time-ordered id. No database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from requestlog.ids import EPOCH, first_id


class Month(NamedTuple):
    """A month; `str(month)` is "2026_11", as tables are named."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of `day`; of a moment, its month in UTC."""
        at = day.astimezone(UTC) if isinstance(day, datetime) else day
        return cls(at.year, at.month)

    @classmethod
    def named(cls, name: str) -> Month | None:
        """The month that a table's name ends with; None for another name."""
        year, _, month = name[-7:].partition("_")
        known = year.isdigit() and month.isdigit() and len(year) == 4 and 1 <= int(month) <= 12
        return cls(int(year), int(month)) if known else None

    @property
    def next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def begin(self) -> datetime:
        return max(datetime(self.year, self.month, 1, tzinfo=UTC), EPOCH)

    @property
    def first(self) -> UUID:
        """The smallest id of the month; that of the next month is the first that is not in it."""
        return first_id(self.begin)

    def __str__(self) -> str:
        return f"{self.year:04}_{self.month:02}"


def months_between(since: date, until: date) -> Iterator[Month]:
    """The months from that of `since` to that of `until`, both included."""
    month = Month.of(since)
    while month <= Month.of(until):
        yield month
        month = month.next
