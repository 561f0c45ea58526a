"""Querysets that know which stretch of the log they are of, and look no further in other tables either."""

from __future__ import annotations

from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class StretchQuerySet(models.QuerySet[Row]):
    """The planner of no database carries a range of ids over into `id IN (SELECT request_id …)`: a stretch is to be
    said before the words that look into other tables."""

    low: UUID | None = None
    high: UUID | None = None

    def within(self, low: UUID | None, high: UUID | None) -> Self:
        """Those with ids from `low` on and below `high`."""
        narrowed = self.filter(**_range("id", low, high))
        narrowed.low = max(filter(None, (self.low, low)), default=None)
        narrowed.high = min(filter(None, (self.high, high)), default=None)
        return narrowed

    def having(self, rows: models.QuerySet[Any]) -> Self:
        """Those to which any of `rows` belongs, by its `request_id`."""
        return self.filter(id__in=self.beside(rows).values("request_id"))

    def beside(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of `rows` that belong to this stretch, by their `request_id`."""
        return rows.filter(**_range("request_id", self.low, self.high))

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.low, clone.high = self.low, self.high
        return clone


def _range(column: str, low: UUID | None, high: UUID | None) -> dict[str, UUID]:
    bounds = {f"{column}__gte": low, f"{column}__lt": high}
    return {name: bound for name, bound in bounds.items() if bound is not None}
