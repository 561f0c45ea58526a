"""Intervals of shares: Wilson (1927), and Newcombe (1998, Statistics in Medicine 17) for the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def wilson(part: int, whole: int, z: float = Z95) -> Interval:
    """The score interval of the share `part` of `whole` (> 0), without correction for continuity."""
    share, square = part / whole, z * z
    middle = share + square / (2 * whole)
    reach = z * sqrt((share * (1 - share) + square / (4 * whole)) / whole)
    scale = 1 + square / whole
    return Interval(max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0))


def difference(part: int, whole: int, part_before: int, whole_before: int, z: float = Z95) -> Interval:
    """The interval of `part / whole - part_before / whole_before` by Newcombe's method 10, from two score intervals."""
    now, before = part / whole, part_before / whole_before
    at, was = wilson(part, whole, z), wilson(part_before, whole_before, z)
    down = sqrt((now - at.low) ** 2 + (was.high - before) ** 2)
    up = sqrt((at.high - now) ** 2 + (before - was.low) ** 2)
    return Interval(now - before - down, now - before + up)


def lift(part: int, whole: int, other_part: int, other_whole: int) -> float | None:
    """How many times as often as among the others; None where the others cannot say."""
    if not whole or not other_whole or not other_part:
        return None
    return (part / whole) / (other_part / other_whole)
