"""The groups of links in the log's filter: what occurs of late, and what there is to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from requestlog.facets import Facets
from requestlog.filter_votes import NOBODY, RATING_WORDS
from requestlog.models import State
from requestlog.presenting.links import Links
from requestlog.presenting.sidebar import WHEN, Errors, Group, Link
from requestlog.presenting.states import BADGES
from requestlog.presenting.visible import shortened, visible
from requestlog.ratings import RATINGS
from requestlog.triage import WAITING, Triage

COMMENT = {"yes": "With comment", "no": "Without"}
CORRECTION = {"yes": "With a better answer", "no": "Without"}
TRIAGE = {WAITING: "Waiting for the team"} | {status.word: status.label for status in Triage}
TEAM = {word: word.capitalize() for word in RATING_WORDS}
OUTCOME = {"ok": "Succeeded", "error": "Failed"}
NEWEST = "newest {:,}"
NEWEST_RATED = "newest {:,} rated"
ENDS = (State.COMPLETE, State.CLIENT_CLOSED, State.UPSTREAM_ERROR, State.INTERRUPTED, State.STARTED)
MOST_FACETS, MOST_MORE = 8, 20
# Filters that take one value
ONE_VALUE = ("user",)
WORD_CHARACTERS = 60
TITLED_CHARACTERS = 20  # what is longer may be cut by the width of the page


def groups(links: Links, facets: Facets, errors: Errors, labels: Sequence[str] = ()) -> list[Group]:
    """The filter at the right, but for its inputs; `labels` are the project's, the most frequent first."""
    found = [
        Group("when", "When", _choices(links, "since", WHEN, instead_of=("until",))),
        Group("comment", "Comment", _choices(links, "comment", COMMENT), errors.get("comment", "")),
        _facet_group(links, facets, errors, "model", "Model"),
        _facet_group(links, facets, errors, "tag", "Feedback tag"),
        _facet_group(links, facets, errors, "reason", "Reason"),
        Group("triage", "Triage", _triage(links), errors.get("triage", "") or errors.get("assignee", "")),
        Group("label", "Team label", _labels(links, labels), errors.get("label", "")),
        Group("status", "Outcome", _outcomes(links, facets), errors.get("status", ""), _of(facets, "status")),
        _facet_group(links, facets, errors, "user", "Person", folds=True),
        Group("team", "Team’s rating", _team(links), errors.get("team", ""), folds=True),
        Group(
            "correction",
            "Correction",
            _choices(links, "correction", CORRECTION),
            errors.get("correction", ""),
            folds=True,
        ),
        Group(
            "state", "How it ended", _states(links, facets), errors.get("state", ""), _of(facets, "state"), folds=True
        ),
    ]
    return [group for group in found if group.links]


def _choices(links: Links, name: str, choices: Mapping[str, str], *, instead_of: tuple[str, ...] = ()) -> list[Link]:
    return [
        Link(words, links.choosing(name, value, instead_of=instead_of), current=links.has(name, value))
        for value, words in choices.items()
    ]


def _facet_group(links: Links, facets: Facets, errors: Errors, name: str, title: str, *, folds: bool = False) -> Group:
    """The most frequent values and those in use; behind them those that are less frequent."""
    counts = _counts(facets, name, MOST_FACETS + MOST_MORE)
    first = dict.fromkeys([*list(counts)[:MOST_FACETS], *(value for key, value in links.pairs if key == name)])
    shown = [_value(links, name, value, counts.get(value, "")) for value in first]
    rest = [_value(links, name, value, number) for value, number in counts.items() if value not in first]
    return Group(name, title, shown, errors.get(name, ""), _of(facets, name), folds, rest)


def _value(links: Links, name: str, value: str, count: str) -> Link:
    choose = links.choosing if name in ONE_VALUE else links.toggling
    words = shortened(value, WORD_CHARACTERS)
    title = visible(value) if len(value) > TITLED_CHARACTERS else ""
    return Link(words, choose(name, value), links.has(name, value), count=count, title=title)


def _counts(facets: Facets, name: str, most: int | None = None) -> dict[str, str]:
    return {facet.value: f"{facet.count:,}" for facet in facets.of(name).facets[:most]}


def _counted(facets: Facets, name: str, value: str) -> str:
    """The number of a value that is always there; "" where it was not counted."""
    return _counts(facets, name).get(value, "0") if name in facets.values else ""


def _of(facets: Facets, name: str) -> str:
    """What the numbers are of, where that is not all rows."""
    of = facets.of(name)
    return (NEWEST_RATED if of.rated else NEWEST).format(of.newest) if of.newest else ""


def _outcomes(links: Links, facets: Facets) -> list[Link]:
    """Both outcomes, and the codes in use."""
    name = "status"
    used = {value: value for key, value in links.pairs if key == name and value not in OUTCOME}
    return [
        Link(words, links.choosing(name, value), links.has(name, value), count=_counted(facets, name, value))
        for value, words in (OUTCOME | used).items()
    ]


def _triage(links: Links) -> list[Link]:
    """The statuses, and what is nobody's."""
    statuses = [
        Link(words, links.toggling("triage", value), links.has("triage", value)) for value, words in TRIAGE.items()
    ]
    return [*statuses, *_choices(links, "assignee", {NOBODY: "Assigned to nobody"})]


def _labels(links: Links, labels: Sequence[str]) -> list[Link]:
    """The most frequent labels, and those in use."""
    names = dict.fromkeys([*labels[:MOST_FACETS], *(value for name, value in links.pairs if name == "label")])
    return [
        Link(shortened(name, WORD_CHARACTERS), links.toggling("label", name), links.has("label", name))
        for name in names
    ]


def _team(links: Links) -> list[Link]:
    return [
        Link(
            words,
            links.choosing("team", value),
            links.has("team", value),
            emoji=RATINGS[value].emoji if value in RATINGS else "",
        )
        for value, words in TEAM.items()
    ]


def _states(links: Links, facets: Facets) -> list[Link]:
    """Every state, also one that does not occur: the list explains them all."""
    return [
        Link(
            state.label,
            links.toggling("state", state),
            links.has("state", state),
            emoji=BADGES[state].sign if state in BADGES else "",
            count=_counted(facets, "state", state),
            title=BADGES[state].sentence if state in BADGES else "",
        )
        for state in ENDS
    ]
