"""The newest rows that searches find: found once for all who look at no more than these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import TextField, Value

from requestlog.database.subqueries import together
from requestlog.months import Month
from requestlog.querysets import RequestQuerySet

MOST = 200


class Search(Protocol):
    """A filter; `name` is the same for those that find the same rows."""

    @property
    def name(self) -> str: ...

    @property
    def now(self) -> datetime: ...

    def within(self, low: UUID | None, high: UUID | None, enough: int | None) -> RequestQuerySet: ...


class Newest:
    """Their ids by search, one more than `MOST` where there are more."""

    def __init__(self) -> None:
        self._found: dict[str, list[UUID]] = {}

    def of(self, search: Search) -> list[UUID]:
        self.find([search])
        return self._found[search.name]

    def find(self, searches: Iterable[Search]) -> None:
        """Asks once for all that are not known yet, in the present month; once more for those that are fewer there."""
        unknown = {search.name: search for search in searches if search.name not in self._found}
        months = {name: Month.of(search.now).first for name, search in unknown.items()}
        found = _newest({name: search.within(months[name], None, MOST + 1) for name, search in unknown.items()})
        few = [name for name, ids in found.items() if len(ids) <= MOST]
        for name, ids in _newest({name: unknown[name].within(None, months[name], MOST + 1) for name in few}).items():
            found[name] = (found[name] + ids)[: MOST + 1]
        self._found |= found


def _newest(searches: Mapping[str, RequestQuerySet]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {name: [] for name in searches}
    for name, id in together(
        entries.newest_first().annotate(search=Value(name, TextField())).values_list("search", "id")[: MOST + 1]
        for name, entries in searches.items()
    ):
        found[name].append(UUID(str(id)))
    return {name: sorted(ids, reverse=True) for name, ids in found.items()}
