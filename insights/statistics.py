"""What chance may do to shares, their differences and ratios, and to counts.

- The interval of a share: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
- Of a difference of two independent shares: method 10 of Newcombe (1998), Statistics in Medicine 17, 873-890.
- Of a ratio of two independent shares: the log method of Katz et al. (1978), Biometrics 34, 469-474.
- Two counts of equal stretches: given their sum, one of them is binomial (Przyborowski and Wilenski 1940, Biometrika
  31, 313-323); the interval of its share is Wilson's.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
FEW = 30  # votes, below which nothing is said of a difference


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


def ratio(part: int, whole: int, other_part: int, other_whole: int, z: float = Z95) -> Interval | None:
    """The interval of `lift` by the log method of Katz et al.; None where either part is none of its whole."""
    times = lift(part, whole, other_part, other_whole)
    if not times:
        return None
    reach = z * sqrt(1 / part - 1 / whole + 1 / other_part - 1 / other_whole)
    return Interval(exp(log(times) - reach), exp(log(times) + reach))


def counts_differ(now: int, before: int, z: float = Z95) -> bool:
    """Whether counts of equal stretches differ by more than chance may: ½ is not in the interval of one's share."""
    return now + before > 0 and not wilson(now, now + before, z).holds(0.5)
