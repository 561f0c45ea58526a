"""Finds the rows of a page: all at once where an index serves the filter, else step by step while a reader waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.ids import first_id, moment_of, new_id
from requestlog.months import Month

if TYPE_CHECKING:
    from requestlog.models import Request
    from requestlog.querysets import RequestQuerySet

STEPS = (timedelta(hours=24), timedelta(days=7), timedelta(days=30), timedelta(days=365))
# Of the seconds that a screen may take: for the whole log at once, and if that fails, for where to begin and all steps
AT_ONCE, BEGINNING, IN_STEPS = 0.15, 0.05, 0.5


class Found(Protocol):
    """What may be asked for a stretch of the log: a `RequestQuerySet` or a `RequestFilter`."""

    @property
    def is_search(self) -> bool:
        """Whether its rows are work to find, the more the longer the stretch."""

    def within(self, low: UUID | None, high: UUID | None) -> RequestQuerySet:
        """The rows with ids from `low` on and below `high`."""

    def parts(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> Sequence[RequestQuerySet]:
        """Querysets that together find the same, at least the newest `enough`, and each in the order of an index."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Rows in the order of the look; where it ended too early, the `place` up to which there are no more, and whether
    that is where it began."""

    entries: list[Request] = field(default_factory=list)
    place: UUID | None = None
    came_nowhere: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """`size` rows, at most, of `found`: the ids are found first, in an index where one holds the filter, and then read
    as `shown`, which has every row of the project.

    Backwards, to older rows, or forwards.
    """

    found: Found
    shown: RequestQuerySet
    size: int
    backwards: bool = True

    def at(self, place: UUID | None) -> Looked:
        """From `place` on: below it when looking backwards, from it on when looking forwards; None for the end."""
        try:
            with at_most(settings.SCREEN_SECONDS * AT_ONCE):
                return Looked(self._at_once(place))
        except TookTooLongError:
            return self._step_by_step(place)

    def _at_once(self, place: UUID | None) -> list[Request]:
        """A search looks at the month of the place by itself: its index names all that it finds there."""
        if not (self.found.is_search and self.backwards):
            return self._rows(place, None, self.size)
        month = Month.of(moment_of(place or new_id())).first
        entries = self._rows(place, month, self.size)
        missing = self.size - len(entries)
        return entries + self._rows(month, None, missing) if missing else entries

    def _step_by_step(self, place: UUID | None) -> Looked:
        start = edge = place or self._top()
        entries: list[Request] = []
        with suppress(TookTooLongError), at_most(settings.SCREEN_SECONDS * IN_STEPS):
            for end in self._ends(start):
                entries += self._rows(edge, end, self.size - len(entries))
                if len(entries) == self.size or end is None:
                    return Looked(entries)
                edge = end
        return Looked(entries, edge, came_nowhere=edge == start)

    def _ends(self, start: UUID) -> Iterator[UUID | None]:
        begin = moment_of(start)
        yield from (first_id(begin - step if self.backwards else begin + step) for step in STEPS)
        yield None

    def _rows(self, edge: UUID | None, end: UUID | None, most: int) -> list[Request]:
        low, high = (end, edge) if self.backwards else (edge, end)
        order = "-id" if self.backwards else "id"
        enough = most if self.backwards else None
        parts = [part.order_by(order).values("id")[:most] for part in self.found.parts(low, high, enough)]
        return list(self.shown.filter(id__in=self._merged(parts)).order_by(order)[:most])

    def _merged(self, parts: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
        """The ids of all parts; a part's own limit cannot stand in a union by itself (SQLite)."""
        if len(parts) == 1:
            return parts[0]
        first, *others = (self.shown.order_by().filter(id__in=part).values("id") for part in parts)
        return first.union(*others, all=True)

    def _top(self) -> UUID:
        """The place above the newest row of all, for a project may have been silent for long; the present for none."""
        try:
            with at_most(settings.SCREEN_SECONDS * BEGINNING):
                newest = self.shown.newest_first().values_list("id", flat=True).first()
        except TookTooLongError:
            newest = None
        return UUID(int=newest.int + 1) if newest else new_id()
