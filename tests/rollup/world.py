"""The roll-up held against the log by other means than the product's: in Python, call by call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from projects.models import Project
from requestlog.ids import day_of
from requestlog.models import Request

FIGURES = ("requests", "negative", "positive", "amazing", "commented", "complaints", "timed")
SUMS = ("prompt_tokens", "completion_tokens", "cost_usd", "latency_ms")
EXACT = Decimal("1E-8")


def rolled_up(project: Project) -> dict[Any, Any]:
    """The stored roll-up."""
    return {
        (day.day, day.model, day.status_class): {name: plain(getattr(day, name)) for name in (*FIGURES, *SUMS)}
        for day in project.days.all()
    }


def recounted(project: Project) -> dict[Any, Any]:
    """What it should be."""
    groups: dict[Any, list[Request]] = defaultdict(list)
    for entry in project.requests.all():
        groups[day_of(entry.id), entry.model, entry.status // 100].append(entry)
    return {key: numbers(entries) for key, entries in groups.items()}


def numbers(entries: Iterable[Request]) -> dict[str, Any]:
    rows = list(entries)
    ratings = {f"{word}": sum(row.rating == rating for row in rows) for rating, word in enumerate(FIGURES[1:4], 1)}
    return {
        "requests": len(rows),
        **ratings,
        "commented": sum(row.has_comment for row in rows),
        "complaints": sum(row.has_comment and row.rating == 1 for row in rows),
        "timed": sum(row.latency_ms is not None for row in rows),
        **{name: total([getattr(row, name) for row in rows]) for name in SUMS},
    }


def total(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    return plain(sum(known)) if known else None


def plain(value: Any) -> Any:
    return value.quantize(EXACT) if isinstance(value, Decimal) else value
