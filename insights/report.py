"""The figures themselves, counted from votes: plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from insights.reading import Votes, WordVotes
from insights.statistics import Interval, lift, wilson

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """Rated answers counted: `satisfied` are 👍 and ❤️."""

    rated: int = 0
    satisfied: int = 0
    commented: int = 0
    complaints: int = 0

    @property
    def negative(self) -> int:
        return self.rated - self.satisfied

    @property
    def share(self) -> float:
        """Satisfied of rated; only where anything is rated."""
        return self.satisfied / self.rated

    @property
    def interval(self) -> Interval:
        return wilson(self.satisfied, self.rated)


@dataclass(frozen=True, slots=True)
class TagFigure:
    """A tag: the share of 👎 among its answers, and how many times the share among the rest that is."""

    name: str
    negative: int
    share: float
    lift: float | None


@dataclass(frozen=True, slots=True)
class ReasonFigure:
    """A reason: on how many 👎 it was picked, and on which share of all."""

    name: str
    negative: int
    share: float


def tally(votes: Iterable[Votes]) -> Tally:
    rated = satisfied = commented = complaints = 0
    for each in votes:
        rated += each.count
        satisfied += each.count if not each.disliked else 0
        commented += each.count if each.commented else 0
        complaints += each.count if each.commented and each.disliked else 0
    return Tally(rated, satisfied, commented, complaints)


def tallies(votes: Iterable[Votes], key: Callable[[Votes], Key]) -> dict[Key, Tally]:
    """A tally for each value of `key`."""
    groups: dict[Key, list[Votes]] = defaultdict(list)
    for each in votes:
        groups[key(each)].append(each)
    return {value: tally(group) for value, group in groups.items()}


def tag_figures(tags: Sequence[WordVotes], whole: Tally) -> list[TagFigure]:
    """The tags, those first that come with the most 👎."""
    return [
        TagFigure(
            name=tag.name,
            negative=tag.negative,
            share=tag.negative / tag.total,
            lift=lift(tag.negative, tag.total, whole.negative - tag.negative, whole.rated - tag.total),
        )
        for tag in tags
    ]


def reason_figures(reasons: Sequence[WordVotes], whole: Tally) -> list[ReasonFigure]:
    """The reasons, those first that were picked for the most 👎."""
    return [ReasonFigure(each.name, each.negative, each.negative / whole.negative) for each in reasons]
