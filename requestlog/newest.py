"""The newest rows that searches find: found once for all who look at no more than these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.db.models import TextField, Value

from requestlog.database.subqueries import together
from requestlog.querysets import RequestQuerySet

MOST = 200


class Search(Protocol):
    """A filter; `name` is the same for those that find the same rows."""

    @property
    def name(self) -> str: ...

    @property
    def qs(self) -> RequestQuerySet: ...


class Newest:
    """Their ids by search, one more than `MOST` where there are more."""

    def __init__(self) -> None:
        self._found: dict[str, list[UUID]] = {}

    def of(self, search: Search) -> list[UUID]:
        self.find([search])
        return self._found[search.name]

    def find(self, searches: Iterable[Search]) -> None:
        """Asks once for all that are not known yet."""
        unknown = {search.name: search for search in searches if search.name not in self._found}
        found: dict[str, list[UUID]] = {name: [] for name in unknown}
        for name, id in together(
            search.qs.newest_first().annotate(search=Value(name, TextField())).values_list("search", "id")[: MOST + 1]
            for name, search in unknown.items()
        ):
            found[name].append(UUID(str(id)))
        self._found |= {name: sorted(ids, reverse=True) for name, ids in found.items()}
