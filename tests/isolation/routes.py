"""Every URL of the site, by the resolver itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ADMIN = "admin/"
ARGUMENT = re.compile(r"<(?:(?P<converter>[^:>]+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """A URL: `key` is its name, or its route where it has none."""

    key: str
    route: str
    view: Callable[..., Any]

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Converter and name of each."""
        return [(found["converter"] or "str", found["name"]) for found in ARGUMENT.finditer(self.route)]

    def path(self, value_of: Callable[[str, str], object]) -> str:
        """The URL, `value_of(converter, name)` in place of each argument."""
        fill = lambda found: str(value_of(found["converter"] or "str", found["name"]))  # noqa: E731
        return "/" + ARGUMENT.sub(fill, self.route)


def routes() -> dict[str, Route]:
    """All but the admin's, by key."""
    found = [each for each in walk(get_resolver().url_patterns) if not each.route.startswith(ADMIN)]
    return {each.key: each for each in found}


def admin_routes() -> list[Route]:
    """The admin's own, with `^…$` and the like taken off."""
    return [each for each in walk(get_resolver().url_patterns) if each.route.startswith(ADMIN)]


def walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Route]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield Route(pattern.name or route, route, pattern.callback)
