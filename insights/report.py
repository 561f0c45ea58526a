"""The figures themselves, counted from votes: plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from insights.rated.figures import Figure, Values
from insights.reading import Calls, Traffic, Votes, spent
from insights.statistics import FEW, Interval, difference, lift, ratio, wilson

Key = TypeVar("Key", bound=Hashable)
TOO_FEW, CHANCE, DIFFERS = "too few to tell", "may be chance", ""


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
class Gap:
    """The difference of two shares of satisfied; `verdict` says what it is worth, "" where it is hardly chance."""

    points: float
    interval: Interval
    verdict: str


@dataclass(frozen=True, slots=True)
class TagFigure:
    """A tag: the share of 👎 among its answers, and how many times the share among the rest that is."""

    name: str
    negative: int
    share: float
    lift: float | None
    interval: Interval | None
    verdict: str


@dataclass(frozen=True, slots=True)
class ReasonFigure:
    """A reason: on how many 👎 it was picked, and on which share of all."""

    name: str
    negative: int
    share: float
    interval: Interval


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


def traffics(calls: Iterable[Calls], key: Callable[[Calls], Key]) -> dict[Key, Traffic]:
    """The traffic of each value of `key`."""
    groups: dict[Key, list[Traffic]] = defaultdict(list)
    for each in calls:
        groups[key(each)].append(each.traffic)
    return {value: spent(group) for value, group in groups.items()}


def gap(one: Figure | Tally, other: Figure | Tally) -> Gap | None:
    """How far the satisfaction of `one` is above that of `other`; None where one of them has no votes."""
    if not one.rated or not other.rated:
        return None
    points = one.satisfied / one.rated - other.satisfied / other.rated
    interval = difference(one.satisfied, one.rated, other.satisfied, other.rated)
    few = min(one.rated, other.rated) < FEW
    return Gap(points, interval, TOO_FEW if few else CHANCE if interval.holds(0) else DIFFERS)


def tag_figures(tags: Values, whole: Tally, most: int) -> list[TagFigure]:
    """The tags that come with the most 👎, first those with more."""
    return [_tag(name, tag, whole) for name, tag in _worst(tags, most)]


def reason_figures(reasons: Values, whole: Tally, most: int) -> list[ReasonFigure]:
    """The reasons that were picked for the most 👎, first those with more."""
    return [
        ReasonFigure(name, each.negative, each.negative / whole.negative, wilson(each.negative, whole.negative))
        for name, each in _worst(reasons, most)
    ]


def _tag(name: str, tag: Figure, whole: Tally) -> TagFigure:
    counts = (tag.negative, tag.rated, whole.negative - tag.negative, whole.rated - tag.rated)
    interval = ratio(*counts)
    few = min(tag.rated, whole.rated - tag.rated) < FEW
    verdict = TOO_FEW if few else CHANCE if interval and interval.holds(1) else DIFFERS
    return TagFigure(name, tag.negative, tag.negative / tag.rated, lift(*counts), interval, verdict)


def _worst(words: Values, most: int) -> list[tuple[str, Figure]]:
    disliked = [(name, each) for name, each in words.items() if each.negative and name]
    return sorted(disliked, key=lambda pair: (-pair[1].negative, pair[0]))[:most]
