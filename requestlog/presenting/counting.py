"""The numbers of the log page: rows by rating, and how many the filters leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.pages import Page
from requestlog.querysets import Count
from requestlog.ratings import RATINGS

Counts = Mapping[str, Count]


def counts_of(filter: RequestFilter, ratings: Sequence[str], page: Page) -> Counts:
    """Rows of each rating among what the other filters leave; asks the database only where the page is not all."""
    if not ratings and not page.newer and not page.older:
        return {name: Count(number) for name, number in _counted(page.entries).items()}
    return filter.without("rating", "after", "before").qs.rating_counts()


def total_of(filter: RequestFilter, ratings: Sequence[str], counts: Counts) -> Count:
    """How many rows the filters leave, out of `counts` where they tell."""
    chosen = [counts[name] for name in _parts(ratings)]
    if len(chosen) == 1 or not any(count.capped for count in chosen):
        return Count(sum(count.value for count in chosen), any(count.capped for count in chosen))
    return filter.without("after", "before").qs.count_up_to()


def _parts(ratings: Sequence[str]) -> set[str]:
    """The names, in counts, of rows that are chosen by `ratings` and that no two names share."""
    rated = set(RATINGS) if "rated" in ratings else set()
    return (rated | set(ratings)) - {"rated"} or {"all"}


def _counted(entries: Sequence[Request]) -> dict[str, int]:
    return {
        "all": len(entries),
        **{word: sum(entry.rating == rating for entry in entries) for word, rating in RATINGS.items()},
        "unrated": sum(entry.rating is None for entry in entries),
        "comment": sum(entry.has_comment for entry in entries),
    }
