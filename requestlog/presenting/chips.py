"""The active filters in words, each with the link that takes it away; many values of one are behind "+2"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from requestlog.filters import RequestFilter
from requestlog.presenting.sidebar import Link

MOST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Parameter:
    """The chips of one parameter, each with an id by which the focus finds it again."""

    name: str
    shown: Sequence[tuple[str, Link]]
    more: Sequence[tuple[str, Link]] = ()


def chips(filter: RequestFilter, path: str) -> list[Link]:
    """Every chip by itself."""
    return [link for parameter in parameters(filter, path) for _, link in (*parameter.shown, *parameter.more)]


def parameters(filter: RequestFilter, path: str) -> list[Parameter]:
    """The chips by parameter: up to two values stand side by side, of more the first."""
    found = []
    for name, words in groupby(filter.words(), key=lambda chip: chip.parameter):
        links = [
            (f"chip-{name}-{number}", Link(_capitalised(chip.text), _url(path, chip.query_without)))
            for number, chip in enumerate(words, start=1)
        ]
        most = MOST_SHOWN if len(links) <= MOST_SHOWN else 1
        found.append(Parameter(name, links[:most], links[most:]))
    return found


def _url(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
