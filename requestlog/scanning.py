"""The rows of a filter counted in one look, no further than so many of them, or out of indexes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from requestlog.charts.buckets import BEFORE, Buckets
from requestlog.database.bucketing import Bucket
from requestlog.database.subqueries import counted_between, counted_by
from requestlog.ids import first_id
from requestlog.querysets import RequestQuerySet
from requestlog.ratings import RATINGS
from requestlog.tallies import Tally, tally_of, total

COLUMNS = ("bucket", "rating", "has_comment")
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
Tallies = Mapping[int, Tally]


def scanned(everyone: RequestQuerySet, shown: Buckets | None, most: int) -> tuple[int, Tallies]:
    """The newest `most` rows by bucket, and up to which bucket these are not whole."""
    starts = [first_id(start) for start in shown.starts] if shown else []
    entries = everyone.newest_first().annotate(bucket=Bucket(starts, BEFORE))
    rows = counted_by(COLUMNS, entries.values_list(*COLUMNS)[: most + 1])
    tallies = tallies_of(rows)
    return min(tallies, default=BEFORE) if total(tallies.values()).requests > most else BEFORE, tallies


def spread(everyone: RequestQuerySet, shown: Buckets | None) -> Tallies:
    """All rows by bucket, where indexes hold what they are asked for: nothing else is read."""
    edges = [FIRST, *(first_id(start) for start in shown.starts), LAST] if shown else [FIRST, LAST]
    rated = [everyone.rated(word) for word in RATINGS]
    counts = counted_between(edges, [everyone, everyone.commented(), *rated])
    return {
        place: Tally(requests=number, commented=commented, **dict(zip(RATINGS, numbers, strict=True)))
        for place, (number, commented, *numbers) in enumerate(counts, start=BEFORE)
        if number
    }


def tallies_of(rows: Iterable[tuple[int, int | None, bool, int]]) -> Tallies:
    """By the number of the bucket, out of bucket, rating, whether there is a comment, and how many."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    for bucket, rating, commented, number in rows:
        tallies[bucket] += tally_of(rating, commented, number)
    return tallies
