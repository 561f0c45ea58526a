"""The groups of links in the log's filter: what occurs of late, and what there is to choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.models import Project
from requestlog.filter_votes import NOBODY, RATING_WORDS
from requestlog.models import State
from requestlog.presenting.links import Links
from requestlog.presenting.sidebar import WHEN, Errors, Group, Link
from requestlog.presenting.states import BADGES
from requestlog.presenting.visible import shortened
from requestlog.querysets import LOOKED_AT, Facet, recent_models_and_states, recent_tags_and_reasons
from requestlog.ratings import RATINGS
from requestlog.triage import WAITING, Triage

COMMENT = {"yes": "With comment", "no": "Without"}
CORRECTION = {"yes": "With a better answer", "no": "Without"}
TRIAGE = {WAITING: "Waiting for the team"} | {status.word: status.label for status in Triage}
TEAM = {word: word.capitalize() for word in RATING_WORDS}
OUTCOME = {"ok": "Succeeded", "error": "Failed"}
NEWEST = f"newest {LOOKED_AT:,}"
NEWEST_VOTES = f"newest {LOOKED_AT:,} votes"
ENDS = (State.COMPLETE, State.CLIENT_CLOSED, State.UPSTREAM_ERROR, State.INTERRUPTED, State.STARTED)
MOST_FACETS = 8
WORD_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that occur of late."""

    models: Sequence[Facet] = ()
    states: Sequence[Facet] = ()
    tags: Sequence[Facet] = ()
    reasons: Sequence[Facet] = ()

    @classmethod
    def of(cls, project: Project) -> Facets:
        """Asks twice."""
        return cls(*recent_models_and_states(project), *recent_tags_and_reasons(project))


def groups(links: Links, facets: Facets, errors: Errors) -> list[Group]:
    """The filter at the right, but for its inputs."""
    found = [
        Group("when", "When", _choices(links, "since", WHEN, instead_of=("until",))),
        Group("comment", "Comment", _choices(links, "comment", COMMENT), errors.get("comment", "")),
        Group("model", "Model", _facets(links, "model", facets.models), errors.get("model", ""), NEWEST),
        Group("tag", "Feedback tag", _facets(links, "tag", facets.tags), errors.get("tag", ""), NEWEST_VOTES),
        Group("reason", "Reason", _facets(links, "reason", facets.reasons), errors.get("reason", ""), NEWEST_VOTES),
        Group("triage", "Triage", _triage(links), errors.get("triage", "") or errors.get("assignee", "")),
        Group("status", "Outcome", _choices(links, "status", OUTCOME), errors.get("status", "")),
        Group("team", "Team’s rating", _team(links), errors.get("team", ""), folds=True),
        Group(
            "correction",
            "Correction",
            _choices(links, "correction", CORRECTION),
            errors.get("correction", ""),
            folds=True,
        ),
        Group("state", "How it ended", _states(links, facets.states), errors.get("state", ""), NEWEST, folds=True),
    ]
    return [group for group in found if group.links]


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


def _triage(links: Links) -> list[Link]:
    """The statuses, and what is nobody's."""
    statuses = [
        Link(words, links.toggling("triage", value), links.has("triage", value)) for value, words in TRIAGE.items()
    ]
    return [*statuses, *_choices(links, "assignee", {NOBODY: "Assigned to nobody"})]


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
