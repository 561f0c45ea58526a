"""The geometry of small bars beside numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 120.0


@dataclass(frozen=True, slots=True)
class Range:
    """An interval and its middle on a line that is `WIDTH` long."""

    low: float
    high: float
    at: float


def lengths(values: Sequence[float | None]) -> list[float]:
    """How long the bar of each value is, the largest as long as the box; those of None are full."""
    most = max((value for value in values if value is not None), default=0.0)
    return [WIDTH if value is None or not most else round(WIDTH * value / most, 1) for value in values]


def range_of(share: float, low: float, high: float, foot: float) -> Range:
    """Where an interval lies on a line from `foot` to 1."""
    low, high, at = (round(WIDTH * (value - foot) / (1 - foot), 1) for value in (low, high, share))
    return Range(low, high, at)
