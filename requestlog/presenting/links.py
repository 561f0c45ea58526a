"""Links that change one filter and keep the rest: the URL is the whole state of the log."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from requestlog.filter_fields import CURSORS

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Links:
    """The filters of one page, as links back to its `path`; a changed filter starts at the newest page again."""

    path: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, path: str, query: QueryDict) -> Links:
        """The filters of `query`; page cursors are left out."""
        names = [name for name in query if name not in CURSORS]
        return cls(path, tuple((name, value) for name in names for value in query.getlist(name)))

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.pairs

    def value(self, name: str) -> str:
        """The last value of `name`, "" for none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def toggling(self, name: str, value: str) -> str:
        """With `value` among those of `name`, or without it where it is there."""
        if self.has(name, value):
            return self.url([pair for pair in self.pairs if pair != (name, value)])
        return self.url([*self.pairs, (name, value)])

    def choosing(self, name: str, value: str, *, instead_of: tuple[str, ...] = ()) -> str:
        """With `value` as the only one of `name`, or without any where it is so already."""
        chosen = [] if self.has(name, value) else [(name, value)]
        return self.url(self.kept(name, *instead_of) + chosen)

    def without(self, *names: str) -> str:
        return self.url(self.kept(*names))

    def kept(self, *replaced: str) -> Pairs:
        """Every filter but those of the names `replaced`: what a form sends along."""
        return [pair for pair in self.pairs if pair[0] not in replaced]

    def here(self, *more: tuple[str, str]) -> str:
        """All filters, and `more`."""
        return self.url([*self.pairs, *more])

    def beginning(self, *replaced: str) -> str:
        """What a link begins with that says one more, or another of `replaced`: parameters are to follow."""
        url = self.without(*replaced)
        return f"{url}{'&' if '?' in url else '?'}"

    def query(self, *more: tuple[str, str]) -> str:
        """All filters, and `more`, as a query string with its "?", "" for none."""
        return self.here(*more).removeprefix(self.path)

    def url(self, pairs: Pairs) -> str:
        query: dict[str, list[str]] = {}
        for name, value in pairs:
            query.setdefault(name, []).append(value)
        return f"{self.path}?{urlencode(query, doseq=True)}" if query else self.path
