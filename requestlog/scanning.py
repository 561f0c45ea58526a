"""The rows of a filter counted in one look, no further than so many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from requestlog.charts.buckets import BEFORE, Buckets
from requestlog.database.bucketing import Bucket
from requestlog.database.subqueries import counted_by
from requestlog.ids import first_id
from requestlog.querysets import RequestQuerySet
from requestlog.tallies import Tally, tally_of, total

COLUMNS = ("bucket", "rating", "has_comment")
Tallies = Mapping[int, Tally]


def scanned(everyone: RequestQuerySet, shown: Buckets | None, most: int) -> tuple[int, Tallies]:
    """The newest `most` rows by bucket, and up to which bucket these are not whole."""
    starts = [first_id(start) for start in shown.starts] if shown else []
    entries = everyone.newest_first().annotate(bucket=Bucket(starts, BEFORE))
    rows = counted_by(COLUMNS, entries.values_list(*COLUMNS)[: most + 1])
    tallies = tallies_of(rows)
    return min(tallies, default=BEFORE) if total(tallies.values()).requests > most else BEFORE, tallies


def tallies_of(rows: Iterable[tuple[int, int | None, bool, int]]) -> Tallies:
    """By the number of the bucket, out of bucket, rating, whether there is a comment, and how many."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    for bucket, rating, commented, number in rows:
        tallies[bucket] += tally_of(rating, commented, number)
    return tallies
