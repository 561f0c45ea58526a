"""What a day's calls come to: the one definition, for the roll-up and for whoever checks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from requestlog.models import Day, Request
from requestlog.querysets import RequestQuerySet
from requestlog.ratings import Rating

STATUS_CLASS = F("status") / 100
COMMENTED = Q(has_comment=True)
# By the roll-up's columns; `Sum` is null where no call has the number
FIGURES = {
    "requests": Count("*"),
    **{rating.label: Count("id", filter=Q(rating=rating)) for rating in Rating},
    "commented": Count("id", filter=COMMENTED),
    "complaints": Count("id", filter=COMMENTED & Q(rating=Rating.NEGATIVE)),
    "timed": Count("latency_ms"),
    **{name: Sum(name) for name in ("prompt_tokens", "completion_tokens", "cost_usd", "latency_ms")},
}
# No annotation may have the name of a column
PREFIX = "day_"


def start_of(day: date) -> datetime:
    """Its midnight (UTC)."""
    return datetime.combine(day, time.min, UTC)


def calls_of(project_id: int, day: date) -> RequestQuerySet:
    """The calls of a day (UTC), by their ids."""
    entries = Request.objects.filter(project=project_id)
    return entries.between(start_of(day), start_of(day) + timedelta(days=1) if day < date.max else None)


def counted(project_id: int, day: date) -> list[Day]:
    """The rows of the roll-up as they should be, out of the log itself; not stored."""
    grouped = calls_of(project_id, day).order_by().values("model", **{f"{PREFIX}status_class": STATUS_CLASS})
    rows = grouped.annotate(**{PREFIX + name: figure for name, figure in FIGURES.items()})
    return [Day(project_id=project_id, day=day, **_columns(row)) for row in rows]


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(PREFIX): value for name, value in row.items()}
