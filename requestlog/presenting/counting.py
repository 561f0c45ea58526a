"""The numbers of the log page: rows by rating, how many the filters leave, and when these were.

From the page itself where it shows all rows; from the roll-up where it knows the filter; else from the newest rows,
which are all of them where they are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from projects.models import Project
from requestlog.charts.buckets import BEFORE, Buckets
from requestlog.filters import TIMES, RequestFilter
from requestlog.ids import moment_of
from requestlog.newest import MOST as FEW
from requestlog.pages import Page
from requestlog.presenting.window import earliest, window
from requestlog.querysets import COUNTED, Count
from requestlog.ratings import RATINGS
from requestlog.rollup.counting import start_of
from requestlog.rollup.reading import RolledUp, asked_of, rolled_up
from requestlog.scanning import Tallies, scanned, spread, tallies_of
from requestlog.tallies import Tally, tally_of, total

SPREAD = 200_000  # of those that an index alone counts
SCANNED = 50_000  # of a span whose number of rows is known
LOOKED_THROUGH = 1_000  # of rows that lie anywhere: each is a page of the table to read
INDEXED = TIMES | {"model"}
WITH_VOTES = {"tag", "reason", "submitter"}

Counts = Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is known of the rows that the filters leave.

    `counts` are of each rating, whatever ratings are chosen; `total` is of those chosen, None where it is not known.
    `tallies` are by the number of the bucket; those up to the number `cut` are not whole.
    """

    counts: Counts = field(default_factory=dict)
    total: Count | None = None
    buckets: Buckets | None = None
    tallies: Tallies = field(default_factory=dict)
    cut: int = BEFORE
    rolled: RolledUp | None = None


def count(project: Project, filter: RequestFilter, page: Page) -> Counted:
    """The numbers of `filter`, of which `page` is the page that is shown; asks the database at most four times."""
    if page.is_whole and "rating" not in filter.used:
        return _of_page(filter, page)
    everyone, asked = filter.without("rating", "after", "before"), asked_of(filter)
    rolled = rolled_up(project, asked, earliest(filter.now).date(), filter.now) if asked else None
    counted = _of_log(everyone, rolled, page)
    if page.is_whole:
        return replace(counted, total=Count(len(page.entries)), counts={**counted.counts, **_chosen(filter, page)})
    return replace(counted, total=_total(filter, counted.counts))


def _of_page(filter: RequestFilter, page: Page) -> Counted:
    """Where the page shows all that the filters leave."""
    oldest = moment_of(page.entries[-1].id).date() if page.entries else None
    shown = window(filter.span, filter.now, oldest)
    rows = [(_place(shown, entry.id), entry.rating, entry.has_comment, 1) for entry in page.entries]
    tallies = tallies_of(rows)
    return Counted(_counts(total(tallies.values())), Count(len(rows)), shown, tallies)


def _of_log(everyone: RequestFilter, rolled: RolledUp | None, page: Page) -> Counted:
    """What the filters leave, whatever the rating; its total is not reckoned."""
    shown = window(everyone.span, everyone.now, rolled.first if rolled else None)
    by_day = shown is None or shown.are_days
    if rolled and everyone.used <= INDEXED and rolled.looked_through <= (COUNTED if by_day else SPREAD):
        tallies = spread(everyone.qs, shown)
        return Counted(_counts(total(tallies.values())), None, shown, tallies, BEFORE, rolled)
    if rolled and rolled.looked_through > (COUNTED if by_day else SCANNED):
        cut, tallies = (BEFORE, _by_bucket(rolled, shown)) if by_day else scanned(everyone.qs, shown, SCANNED)
        return Counted(_known(rolled, page), None, shown, tallies, cut, rolled)
    most = SCANNED if rolled else FEW if everyone.is_scattered else LOOKED_THROUGH
    newest = everyone.newest.rated("rated") if _are_rated(everyone) else everyone.newest
    cut, tallies = scanned(newest, shown, most)
    found = total(tallies.values())
    counts = _counts(found) if found.requests <= most else _at_least(found, most, page)
    return Counted(counts, None, shown, tallies, cut, rolled)


def _are_rated(everyone: RequestFilter) -> bool:
    """Whether only votes of users are asked for: an index holds what is counted of the rows that have any."""
    return bool(WITH_VOTES & everyone.used) or everyone.data.get("comment") == "yes"


def _counts(tally: Tally) -> dict[str, Count]:
    rated = {word: getattr(tally, word) for word in RATINGS}
    numbers = {"all": tally.requests, **rated, "unrated": tally.unrated, "comment": tally.commented}
    return {name: Count(number) for name, number in numbers.items()}


def _at_least(newest: Tally, most: int, page: Page) -> dict[str, Count]:
    """What there is among the newest `most` rows, and may be more."""
    seen, numbers = _seen(page), _counts(newest)
    known = {name: max(min(count.value, most), seen[name].value) for name, count in numbers.items()}
    return {name: Count(number, True) for name, number in known.items() if number}


def _known(rolled: RolledUp, page: Page) -> dict[str, Count]:
    """From the roll-up, which may not know yet of what is seen."""
    seen, numbers = _seen(page), _counts(rolled.tally)
    return {name: Count(max(count.value, seen[name].value), rolled.capped) for name, count in numbers.items()}


def _seen(page: Page) -> Counts:
    """The rows that are shown."""
    return _counts(total(tally_of(entry.rating, entry.has_comment) for entry in page.entries))


def _total(filter: RequestFilter, counts: Counts) -> Count:
    """How many rows there are of the ratings that are chosen."""
    chosen = [counts.get(name, Count(0, True)) for name in _parts(filter.data.getlist("rating"))]
    return Count(sum(count.value for count in chosen), any(count.capped for count in chosen))


def _chosen(filter: RequestFilter, page: Page) -> Counts:
    """Of the ratings that are chosen, where all of their rows are shown."""
    seen = _seen(page)
    return {name: seen[name] for name in _parts(filter.data.getlist("rating"))}


def _parts(ratings: Sequence[str]) -> set[str]:
    """The names, in counts, of rows that are chosen by `ratings` and that no two names share."""
    rated = set(RATINGS) if "rated" in ratings else set()
    return (rated | set(ratings)) - {"rated"} or {"all"}


def _by_bucket(rolled: RolledUp, shown: Buckets | None) -> Tallies:
    tallies: dict[int, Tally] = defaultdict(Tally)
    for day, tally in rolled.days.items():
        tallies[shown.place(start_of(day)) if shown else BEFORE] += tally
    return tallies


def _place(shown: Buckets | None, id: UUID) -> int:
    return shown.place(moment_of(id)) if shown else BEFORE
