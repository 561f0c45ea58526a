"""The time that the timeline shows: what the filter says, else the last thirty days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from requestlog.charts.buckets import Buckets, buckets
from requestlog.ids import EPOCH

SHOWN = timedelta(days=30)


Span = tuple[datetime | None, datetime | None]


def window(span: Span, now: datetime, first: date | None = None) -> Buckets | None:
    """Up to `until` or `now`, from `since` on; else from thirty days before, or from the day of the `first` call.

    None where there is no time between them.
    """
    since, until = span
    end = max(min(until or now, now), EPOCH)
    begun = earliest(end) if first is None else max(earliest(end), datetime.combine(first, time.min, UTC))
    return buckets(max(since or begun, EPOCH), end)


def earliest(end: datetime) -> datetime:
    """Where the window begins that ends at `end`, unless the filter or the log say otherwise."""
    return (end - SHOWN).replace(hour=0, minute=0, second=0, microsecond=0)
