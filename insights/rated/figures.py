"""Rated answers added up by dimension and value. Plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from requestlog.filter_metadata import is_key
from requestlog.ratings import Rating

MOST_VALUES, MOST_WORDS, MOST_KEYS = 100, 1_000, 50
VALUE_CHARACTERS, KEY_CHARACTERS = 200, 60
META = "meta."
LEFT_OUT = ""
SMALLEST = Decimal("1E-8")  # of a cost that the database keeps


@dataclass(frozen=True, slots=True)
class Figure:
    """Rated answers counted; cost and latency are sums, None where no answer has one."""

    negative: int = 0
    positive: int = 0
    amazing: int = 0
    commented: int = 0
    cost_usd: Decimal | None = None
    latency_ms: int | None = None
    timed: int = 0

    @property
    def rated(self) -> int:
        return self.negative + self.satisfied

    @property
    def satisfied(self) -> int:
        return self.positive + self.amazing

    def __add__(self, other: Figure) -> Figure:
        return Figure(
            self.negative + other.negative,
            self.positive + other.positive,
            self.amazing + other.amazing,
            self.commented + other.commented,
            self.cost_usd if other.cost_usd is None else other.cost_usd + (self.cost_usd or 0),
            self.latency_ms if other.latency_ms is None else other.latency_ms + (self.latency_ms or 0),
            self.timed + other.timed,
        )

    def __sub__(self, part: Figure) -> Figure:
        """Those that are not in `part` of these."""
        return Figure(
            self.negative - part.negative,
            self.positive - part.positive,
            self.amazing - part.amazing,
            self.commented - part.commented,
            None if self.cost_usd is None else self.cost_usd - (part.cost_usd or 0),
            None if self.latency_ms is None else self.latency_ms - (part.latency_ms or 0),
            self.timed - part.timed,
        )


Values = dict[str, Figure]
Dimensions = dict[str, Values]


def figure(rating: int, commented: bool, count: int, cost: Decimal | None, latency: int | None, timed: int) -> Figure:
    """So many answers that were all rated alike."""
    given = {Rating(rating).label: count}
    exact = None if cost is None else cost.quantize(SMALLEST)
    return Figure(**given, commented=count if commented else 0, cost_usd=exact, latency_ms=latency, timed=timed)


def added(parts: Iterable[tuple[str, str, Figure]]) -> Dimensions:
    """Figures by dimension and value, those of the same added together."""
    sums: dict[str, dict[str, Figure]] = defaultdict(lambda: defaultdict(Figure))
    for dimension, value, each in parts:
        sums[dimension][value] += each
    return {dimension: dict(values) for dimension, values in sums.items()}


def categories(metadata: Any) -> Iterator[tuple[str, str]]:
    """What of a call's metadata may be a category: its keys and texts, whole numbers, true and false."""
    pairs = metadata.items() if isinstance(metadata, Mapping) else ()
    for key, value in pairs:
        text = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, str | int) else ""
        if text and len(key) <= KEY_CHARACTERS and is_key(key):
            yield f"{META}{key}", text


def bounded(dimensions: Dimensions) -> Dimensions:
    """The same, but one row under `LEFT_OUT` for each dimension that has too many values, or too long ones."""
    keys = sorted(
        (name for name in dimensions if name.startswith(META)), key=lambda name: (-_rated(dimensions[name]), name)
    )
    left = set(keys[MOST_KEYS:])
    return {name: _bounded(name, values) for name, values in dimensions.items() if name not in left}


def _bounded(dimension: str, values: Values) -> Values:
    most = MOST_VALUES if dimension.startswith(META) else MOST_WORDS
    if len(values) <= most and all(len(value) <= VALUE_CHARACTERS for value in values):
        return values
    return {LEFT_OUT: sum(values.values(), Figure())}


def _rated(values: Values) -> int:
    return sum(each.rated for each in values.values())
