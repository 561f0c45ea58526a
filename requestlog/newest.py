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

    def within(self, low: UUID | None, high: UUID | None) -> RequestQuerySet: ...


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
        found = _newest({name: search.within(Month.of(search.now).first, None) for name, search in unknown.items()})
        few = {name: unknown[name].within(None, None) for name, ids in found.items() if len(ids) <= MOST}
        self._found |= found | _newest(few)


def _newest(searches: Mapping[str, RequestQuerySet]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {name: [] for name in searches}
    for name, id in together(
        entries.newest_first().annotate(search=Value(name, TextField())).values_list("search", "id")[: MOST + 1]
        for name, entries in searches.items()
    ):
        found[name].append(UUID(str(id)))
    return {name: sorted(ids, reverse=True) for name, ids in found.items()}
