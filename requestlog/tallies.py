"""Calls counted by what users say of them. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from requestlog.ratings import RATINGS


@dataclass(frozen=True, slots=True)
class Tally:
    """So many calls, of these so many with each rating, and with a user's comment."""

    requests: int = 0
    negative: int = 0
    positive: int = 0
    amazing: int = 0
    commented: int = 0

    @property
    def rated(self) -> int:
        return self.negative + self.positive + self.amazing

    @property
    def unrated(self) -> int:
        return self.requests - self.rated

    def of(self, words: Iterable[str]) -> int:
        """How many are rated as any of `words`, which are those of the log's filter; all for none of them."""
        wanted = set(words)
        if not wanted:
            return self.requests
        ratings = set(RATINGS) if "rated" in wanted else wanted & set(RATINGS)
        rated = sum(int(getattr(self, word)) for word in ratings)
        return rated + (self.unrated if "unrated" in wanted else 0)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.requests + other.requests,
            self.negative + other.negative,
            self.positive + other.positive,
            self.amazing + other.amazing,
            self.commented + other.commented,
        )


def tally_of(rating: int | None, commented: bool, calls: int = 1) -> Tally:
    """`calls` that are all rated and commented like that."""
    rated = {word: calls for word, value in RATINGS.items() if value == rating}
    return Tally(requests=calls, commented=calls if commented else 0, **rated)


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
