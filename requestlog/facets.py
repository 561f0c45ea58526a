"""Which values there are to filter by: those among the rows that the other filters leave, each with how many have it.

Models and outcomes are exact where the roll-up knows the filter; the others are of the newest rows, tags and reasons of
the newest that are rated: five hundred of them, or as few as can be found quickly where no one index holds the filter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from projects.models import Project
from requestlog.database.subqueries import together
from requestlog.facet_votes import looked_through, votes_on
from requestlog.filters import TIMES, RequestFilter
from requestlog.newest import MOST
from requestlog.rollup.reading import OUTCOMES, RolledUp

# The columns that the filters ask, of rows and of votes
OF_ROWS = {"model": "model", "status": "status", "state": "state", "user": "end_user"}
OF_VOTES = {"tag": "tags", "reason": "reasons"}
COLUMNS = OF_ROWS | OF_VOTES
ROWS, VOTES = "rows", "votes"
# In a row, behind its share
PLACES = {name: place for names in (OF_ROWS, OF_VOTES) for place, name in enumerate(names, start=1)}
NOTHING = Value("", TextField())
LOOKED_AT, FEW = 500, 100
TEXTS = ("text_0", "text_1", "text_2", "text_3")
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that occurs, and how often."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one filter, the most frequent first, of the `newest` so many rows, or `rated` rows; 0: of all."""

    facets: Sequence[Facet] = ()
    newest: int = 0
    rated: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """By the name of the filter."""

    values: Mapping[str, Values] = field(default_factory=dict)

    def of(self, name: str) -> Values:
        return self.values.get(name, Values())


def facets_of(
    project: Project, filter: RequestFilter, rolled: RolledUp | None, found: Sequence[UUID] | None = None
) -> Facets:
    """Asks once, for what the roll-up does not know. `found` are all rows that the filter leaves, where that is known:
    to look for so many where there are few is to look through the whole log."""
    # Of a small log the rows themselves, which are never late
    if rolled is None or rolled.looked_through <= LOOKED_AT:
        return Facets(_newest(project, filter, COLUMNS, found))
    ratings = filter.data.getlist("rating")
    known = _rolled_up(ratings, rolled)
    found_any = rolled.tally.of(ratings)
    # To look for votes where there are none is to look through all that the filter leaves
    asked = [*(OF_ROWS if found_any else ()), *(OF_VOTES if found_any and rolled.tally.rated else ())]
    return Facets(_newest(project, filter, [name for name in asked if name not in known], found) | known)


def _rolled_up(ratings: Sequence[str], rolled: RolledUp) -> dict[str, Values]:
    """Models and outcomes, each without its own filter."""
    models, outcomes = Counter[str](), Counter[str]()
    for kind in rolled.kinds:
        if rolled.asked.takes_outcome(kind):
            models[kind.model] += kind.tally.of(ratings)
        if rolled.asked.takes_model(kind):
            outcomes[outcome_of(kind.status_class)] += kind.tally.of(ratings)
    return {"model": Values(_facets(models)), "status": Values(_facets(outcomes))}


def outcome_of(status_class: int) -> str:
    """The word of the filter; "" for a call in flight."""
    return next((word for word, holds in OUTCOMES.items() if holds(status_class)), "")


def _newest(
    project: Project, filter: RequestFilter, names: Iterable[str], found: Sequence[UUID] | None
) -> dict[str, Values]:
    """Each without its own filter: those that are not in use share the rows that they are counted from."""
    if filter.data.getlist("rating") == ["unrated"]:  # what users said of these is nothing
        names = [name for name in names if name not in OF_VOTES]
    shares = {name: name if name in filter.used else VOTES if name in OF_VOTES else ROWS for name in names}
    filters = {share: filter.without("after", "before", share) for share in shares.values()}
    known = {share: found for share in (ROWS, VOTES) if found is not None}
    filter.searched.find(each for share, each in filters.items() if each.is_search and share not in known)
    rows: dict[str, list[Row]] = {share: [] for share in filters}
    for row in together(_query(project, each, share, known.get(share)) for share, each in filters.items()):
        rows[row[0]].append(row)
    most = {share: _most(each, share) for share, each in filters.items()}
    are_few = ROWS in rows and len(rows[ROWS]) < most[ROWS]
    among = {share: _among(each, share, are_few) for share, each in filters.items() if share not in known}
    return {name: _values(name, rows[share], most[share], among.get(share, 0)) for name, share in shares.items()}


def _query(project: Project, filter: RequestFilter, share: str, found: Sequence[UUID] | None) -> QuerySet[Any, Row]:
    """The newest rows, or the votes on the newest that are rated: the columns as text."""
    among = filter.newest if found is None else project.requests.filter(id__in=found)
    entries, most = among.newest_first(), _most(filter, share)
    columns = [*(OF_VOTES if _is_of_votes(share) else OF_ROWS).values()]
    texts = dict(zip(TEXTS, [*(Cast(column, TextField()) for column in columns), NOTHING, NOTHING], strict=False))
    asked: QuerySet[Any] = votes_on(project, filter, entries, most) if _is_of_votes(share) else entries
    rows: QuerySet[Any, Row] = asked.annotate(share=Value(share, TextField()), **texts).values_list("share", *TEXTS)
    return rows[:most]


def _most(filter: RequestFilter, share: str) -> int:
    """How many rows are looked at; which are rated is a filter itself."""
    scattered = filter.is_scattered or (_is_of_votes(share) and bool(filter.used - TIMES - {"rating"}))
    return FEW if scattered else LOOKED_AT


def _is_of_votes(share: str) -> bool:
    return share in (*OF_VOTES, VOTES)


def _among(filter: RequestFilter, share: str, are_few: bool) -> int:
    """The newest so many rows are looked at for votes; 0: all that the filter leaves."""
    if not _is_of_votes(share):
        return 0
    return MOST if filter.is_cut else 0 if are_few else looked_through(filter)


def _values(name: str, rows: Sequence[Row], most: int, among: int) -> Values:
    facets, is_of_votes = _counted(name, rows), name in OF_VOTES
    return Values(facets, most, rated=is_of_votes) if len(rows) == most else Values(facets, among)


def _counted(name: str, rows: Sequence[Row]) -> list[Facet]:
    place = PLACES[name]
    counted = Counter[str]()
    for text, number in Counter([row[place] for row in rows]).items():
        for value in _read(name, text):
            counted[value] += number
    return _facets(counted)


def _read(name: str, text: str) -> list[str]:
    """The values that a column holds."""
    if name in OF_VOTES:
        return list(json.loads(text))
    return [outcome_of(int(text) // 100)] if name == "status" else [text]


def _facets(counted: Counter[str]) -> list[Facet]:
    """Without the empty value, which no filter asks for."""
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Facet(value, number) for value, number in ranked if value and number]
