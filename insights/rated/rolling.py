"""Keeps `RatedDay` equal to the log, whenever the log's own roll-up counts a day anew."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from insights.models import RatedDay
from insights.rated.counting import counted, votes_within
from insights.rated.figures import Dimensions, Figure
from requestlog.ids import first_id
from requestlog.rollup.beside import Difference
from requestlog.rollup.counting import calls_of, start_of

FIGURES = tuple(Figure.__dataclass_fields__)


class RatedDays:
    """A `requestlog.rollup.beside.Counter`."""

    def recount(self, project_id: int, day: date) -> None:
        """Only the answers that users rated are read."""
        rows = [
            RatedDay(project_id=project_id, day=day, dimension=dimension, value=value, **asdict(figure))
            for dimension, values in counted_of(project_id, day).items()
            for value, figure in values.items()
        ]
        RatedDay.objects.filter(project=project_id, day=day).delete()
        RatedDay.objects.bulk_create(rows)

    def compare(self, project_id: int, day: date) -> list[Difference]:
        right = _figures(counted_of(project_id, day))
        rows = RatedDay.objects.filter(project=project_id, day=day)
        stored = {(row.dimension, row.value): Figure(**{name: getattr(row, name) for name in FIGURES}) for row in rows}
        return [
            Difference(f"{dimension} {value}".strip(), *_different(stored.get(key), right.get(key)))
            for key in sorted(right.keys() | stored.keys())
            for dimension, value in [key]
            if stored.get(key) != right.get(key)
        ]


def counted_of(project_id: int, day: date) -> Dimensions:
    """The day's numbers as they should be, out of the log itself."""
    rated = calls_of(project_id, day).rated("rated").annotate(given=F("rating"), commented=F("has_comment"))
    end = first_id(start_of(day) + timedelta(days=1)) if day < date.max else None
    return counted(rated, votes_within(project_id, first_id(start_of(day)), end))


def _figures(dimensions: Dimensions) -> dict[tuple[str, str], Figure]:
    return {(name, value): figure for name, values in dimensions.items() for value, figure in values.items()}


def _different(stored: Figure | None, right: Figure | None) -> tuple[str, Any, Any]:
    """The first number that differs; all of them in one where only one has the group."""
    if stored is None or right is None:
        return "rated", stored and stored.rated, right and right.rated
    name = next(name for name in FIGURES if getattr(stored, name) != getattr(right, name))
    return name, getattr(stored, name), getattr(right, name)
