"""Querysets that know which stretch of the log they are of, and look no further in other tables either."""

from __future__ import annotations

from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class StretchQuerySet(models.QuerySet[Row]):
    """No planner carries a range of ids over into `id IN (SELECT request_id …)`: a stretch is to be said before the
    words that look into other tables."""

    low: UUID | None = None
    high: UUID | None = None
    is_inside: bool = False
    enough: int | None = None
    is_search = False  # as a filter may be

    def within(self, low: UUID | None, high: UUID | None) -> Self:
        """Those with ids from `low` on and below `high`."""
        return self.noting(low, high).ranged()

    def noting(self, low: UUID | None, high: UUID | None) -> Self:
        """Has the words that follow look no further than that; `ranged` is to come after them."""
        noted = self.all()
        noted.low = max(filter(None, (self.low, low)), default=None)
        noted.high = min(filter(None, (self.high, high)), default=None)
        noted.is_inside = False
        return noted

    def needing(self, enough: int | None) -> Self:
        """Has the next word find no more than the newest so many, and perhaps a few: no other word is to come."""
        noted = self.all()
        noted.enough = enough
        return noted

    def ranged(self) -> Self:
        """Those of the noted stretch. SQLite would walk through it rather than look up what was found inside it."""
        is_sure = self.is_inside and connection.vendor == "sqlite"
        return self if is_sure else self.filter(**_range("id", self.low, self.high))

    def having(self, rows: models.QuerySet[Any]) -> Self:
        """Those to which any of `rows` belongs, by its `request_id`."""
        return self.inside(self.filter(id__in=self.beside(rows).values("request_id")))

    def inside(self, found: Self) -> Self:
        """`found` among these by rows that are `beside` them, so that it lies within the stretch."""
        found.is_inside = True
        return found

    def beside(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of `rows` that belong to this stretch, by their `request_id`."""
        return rows.filter(**_range("request_id", self.low, self.high))

    def parts(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> list[Self]:
        """Querysets that each have the order of an index, and together the rows `within` these bounds."""
        return [self.within(low, high)]

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.low, clone.high, clone.is_inside, clone.enough = self.low, self.high, self.is_inside, self.enough
        return clone


def _range(column: str, low: UUID | None, high: UUID | None) -> dict[str, UUID]:
    bounds = {f"{column}__gte": low, f"{column}__lt": high}
    return {name: bound for name, bound in bounds.items() if bound is not None}
