"""The controls of the log: rating bar, search, fields, and what groups are made of.

Each is a link or a form that keeps the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from requestlog.moments import DAY
from requestlog.presenting.links import Links, Pairs
from requestlog.presenting.named import Named
from requestlog.querysets import Count
from requestlog.ratings import RATINGS

WHEN = {"1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days"}
WHO = {
    "user": ("Person", "user-8841"),
    "session": ("Session", "s-20261123-77"),
    "submitter": ("Voter", "user-8841"),
    "assignee": ("Assigned to", "a username, or none"),
}

Errors = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link(Named):
    """A choice: where it leads, whether it is taken, and how many rows it has where that is known."""

    words: str
    url: str
    current: bool = False
    emoji: str = ""
    count: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Group(Named):
    """Links under one title; `error` is what is wrong with the values that were sent, `of` what the counts count.

    `folds` are groups that few people need: closed unless they are in use. `rest` are links behind "more…".
    """

    name: str
    title: str
    links: Sequence[Link]
    error: str = ""
    of: str = ""
    folds: bool = False
    rest: Sequence[Link] = ()

    @property
    def open(self) -> bool:
        return bool(self.error) or any(link.current for link in self.links)

    @property
    def numbered(self) -> list[tuple[str, Link]]:
        """The links, each with an id by which the focus finds it again."""
        return [(f"{self.name}-{number}", link) for number, link in enumerate(self.links, start=1)]

    @property
    def more(self) -> list[tuple[str, Link]]:
        """The rest, likewise."""
        return [(f"{self.name}-more-{number}", link) for number, link in enumerate(self.rest, start=1)]


@dataclass(frozen=True, slots=True)
class Field(Named):
    """One input of a form."""

    name: str
    label: str
    value: str
    placeholder: str = ""
    type: str = "text"
    error: str = ""


@dataclass(frozen=True, slots=True)
class FieldForm(Named):
    """Inputs, and the other filters that their form keeps."""

    fields: Sequence[Field]
    kept: Pairs = field(default_factory=list)
    open: bool = False


def rating_bar(links: Links, counts: Mapping[str, Count]) -> list[Link]:
    """All, the three ratings, unrated, with comment; their counts are of what the other filters leave."""
    rated = [
        Link(
            word.capitalize(),
            links.choosing("rating", word),
            current=links.has("rating", word),
            emoji=RATINGS[word].emoji if word in RATINGS else "",
            count=_printed(counts, word),
        )
        for word in (*reversed(RATINGS), "unrated")
    ]
    everything = Link("All", links.without("rating"), current=not links.value("rating"), count=_printed(counts, "all"))
    commented = Link(
        "With comment",
        links.choosing("comment", "yes"),
        current=links.has("comment", "yes"),
        emoji="🗨️",
        count=_printed(counts, "comment"),
    )
    return [everything, *rated, commented]


def search(links: Links, errors: Errors) -> FieldForm:
    return FieldForm([Field("q", "Search", links.value("q"), error=errors.get("q", ""))], links.kept("q"))


def between(links: Links, errors: Errors) -> FieldForm:
    """From and to; open where they are in use."""
    since, until = "" if links.value("since") in WHEN else links.value("since"), links.value("until")
    fields = [
        Field("since", "From (UTC)", since, type=_date_type(since), error=errors.get("since", "")),
        Field("until", "To (UTC)", until, type=_date_type(until), error=errors.get("until", "")),
    ]
    return FieldForm(fields, links.kept("since", "until"), open=any(each.value for each in fields))


def who(links: Links, errors: Errors) -> FieldForm:
    """The ids of the end user, the session and the voter, and who of the team looks after it."""
    fields = [
        Field(name, label, links.value(name), placeholder, error=errors.get(name, ""))
        for name, (label, placeholder) in WHO.items()
    ]
    return FieldForm(fields, links.kept(*WHO))


def _date_type(value: str) -> str:
    """A browser's date input holds days only; what else the URL says is shown as text."""
    return "date" if not value or DAY.fullmatch(value) else "text"


def _printed(counts: Mapping[str, Count], name: str) -> str:
    return str(counts[name]) if name in counts else ""
