"""The controls of the log: rating bar, search, filter groups, fields. Each is a link or a form that keeps the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from requestlog.models import State
from requestlog.moments import DAY
from requestlog.presenting.links import Links, Pairs
from requestlog.presenting.states import BADGES
from requestlog.presenting.visible import shortened
from requestlog.querysets import LOOKED_AT, Count, Facet
from requestlog.ratings import RATINGS

WHEN = {"1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days"}
COMMENT = {"yes": "With comment", "no": "Without"}
OUTCOME = {"ok": "Succeeded", "error": "Failed"}
NEWEST = f"newest {LOOKED_AT:,}"
ENDS = (State.COMPLETE, State.CLIENT_CLOSED, State.UPSTREAM_ERROR, State.INTERRUPTED, State.STARTED)
MOST_FACETS = 8
WORD_CHARACTERS = 60

Errors = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A choice: where it leads, whether it is taken, and how many rows it has where that is known."""

    words: str
    url: str
    current: bool = False
    emoji: str = ""
    count: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one title; `error` is what is wrong with the values that were sent, `of` what the counts count."""

    name: str
    title: str
    links: Sequence[Link]
    error: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form."""

    name: str
    label: str
    value: str
    placeholder: str = ""
    type: str = "text"
    error: str = ""


@dataclass(frozen=True, slots=True)
class FieldForm:
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


def groups(
    links: Links, models: Sequence[Facet], tags: Sequence[Facet], states: Sequence[Facet], errors: Errors
) -> list[Group]:
    """The filter at the right, but for its inputs."""
    found = [
        Group("when", "When", _choices(links, "since", WHEN, instead_of=("until",))),
        Group("comment", "Comment", _choices(links, "comment", COMMENT), errors.get("comment", "")),
        Group("model", "Model", _facets(links, "model", models), errors.get("model", ""), NEWEST),
        Group("tag", "Feedback tag", _facets(links, "tag", tags), errors.get("tag", ""), f"newest {LOOKED_AT:,} rated"),
        Group("status", "Outcome", _choices(links, "status", OUTCOME), errors.get("status", "")),
        Group("state", "How it ended", _states(links, states), errors.get("state", ""), NEWEST),
    ]
    return [group for group in found if group.links]


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
    """The end user's and the session's ids."""
    fields = [
        Field("user", "Person", links.value("user"), "user-8841", error=errors.get("user", "")),
        Field("session", "Session", links.value("session"), "s-20261123-77", error=errors.get("session", "")),
    ]
    return FieldForm(fields, links.kept("user", "session"))


def _date_type(value: str) -> str:
    """A browser's date input holds days only; what else the URL says is shown as text."""
    return "date" if not value or DAY.fullmatch(value) else "text"


def _choices(links: Links, name: str, choices: Mapping[str, str], *, instead_of: tuple[str, ...] = ()) -> list[Link]:
    return [
        Link(words, links.choosing(name, value, instead_of=instead_of), current=links.has(name, value))
        for value, words in choices.items()
    ]


def _facets(links: Links, name: str, facets: Iterable[Facet]) -> list[Link]:
    """The most frequent values, and those in use though they are not among them."""
    counts = {facet.value: f"{facet.count:,}" for facet in list(facets)[:MOST_FACETS]}
    used = {value: "" for key, value in links.pairs if key == name and value not in counts}
    return [
        Link(shortened(value, WORD_CHARACTERS), links.toggling(name, value), links.has(name, value), count=number)
        for value, number in {**counts, **used}.items()
    ]


def _states(links: Links, facets: Iterable[Facet]) -> list[Link]:
    """Every state, also one that does not occur: the list explains them all."""
    counts = {facet.value: facet.count for facet in facets}
    return [
        Link(
            state.label,
            links.toggling("state", state),
            links.has("state", state),
            emoji=BADGES[state].sign if state in BADGES else "",
            count=f"{counts.get(state, 0):,}",
            title=BADGES[state].sentence if state in BADGES else "",
        )
        for state in ENDS
    ]


def _printed(counts: Mapping[str, Count], name: str) -> str:
    return str(counts[name]) if name in counts else ""
