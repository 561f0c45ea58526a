"""The times that a person may write in a filter: a day, a moment, or how long ago. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

AGO = re.compile(r"([1-9][0-9]{0,3})([hd])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
# A "+" that was not quoted in a URL arrives as a space.
LOST_PLUS = re.compile(r"(?<=[0-9]) (?=[0-9]{2}:?[0-9]{2}\Z)")
EXPECTED = "Give a date (2026-11-01), a date and time (2026-11-01T09:30:00Z), or how long ago (24h, 7d)."
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class When:
    """A time as written: `value` is a day (in UTC), a moment, or how long before the present."""

    text: str
    value: date | datetime | timedelta

    def start(self, now: datetime) -> datetime:
        """The first moment that is meant: for a day its midnight."""
        if isinstance(self.value, timedelta):
            return now - self.value
        if isinstance(self.value, datetime):
            return self.value
        return datetime(self.value.year, self.value.month, self.value.day, tzinfo=UTC)

    def end(self, now: datetime) -> datetime:
        """The first moment that is not meant any more, if this is the end of a span: for a day the next midnight."""
        if isinstance(self.value, timedelta | datetime):
            return self.start(now)
        return self.start(now) + timedelta(days=1) if self.value < date.max else LAST

    @property
    def in_words(self) -> str:
        """ "24 hours ago", or the time as it was written."""
        if not isinstance(self.value, timedelta):
            return self.text
        return f"{span(self.text)} ago"


def read_when(text: str) -> When:
    """The time that `text` means, in UTC where it names no offset; raises `ValueError` with what is expected."""
    try:
        return When(text, _value(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(EXPECTED) from error


def span(text: str) -> str:
    """ "24h" in words: "24 hours"."""
    number, unit = int(text[:-1]), {"h": "hour", "d": "day"}[text[-1]]
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _value(text: str) -> date | datetime | timedelta:
    if ago := AGO.fullmatch(text):
        return timedelta(**{{"h": "hours", "d": "days"}[ago[2]]: int(ago[1])})
    if DAY.fullmatch(text):
        return date.fromisoformat(text)
    text = LOST_PLUS.sub("+", text) if "T" in text else text
    if not MOMENT.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
