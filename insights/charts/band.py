"""The geometry of a line in its interval: where each bucket's share lies in a box, and what may be drawn there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor
from statistics import median

WIDTH, HEIGHT = 600.0, 140.0
STEPS = (0.05, 0.1, 0.25, 0.5)
MOST_STEPS = 4
MARGIN = 0.02  # so that no line lies on the foot


@dataclass(frozen=True, slots=True)
class Point:
    """A share and its interval, all from 0 to 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The upright strip of one bucket, to point at."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Band:
    """`areas` and `lines` are point lists of SVG, one a stretch without gaps; `dots` are buckets on their own."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    areas: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    slots: tuple[Slot, ...]


def band(points: Sequence[Point | None]) -> Band:
    """The chart of `points`, one a bucket, None for a gap.

    Its top is 1, its foot a round value below all shares and below half of the intervals; longer ones are cut there.
    """
    there = [point for point in points if point]
    lowest = min((point.share for point in there), default=0.0) - MARGIN
    ticks = _ticks(max(min(lowest, median(point.low for point in there)), 0.0) if there else 0.0)
    foot, wide = ticks[-1].value, WIDTH / max(len(points), 1)
    stretches = [[_placed(place, point, wide, foot) for place, point in run] for run in _runs(points)]
    return Band(
        width=WIDTH,
        height=HEIGHT,
        ticks=ticks,
        areas=tuple(_area(run, wide) for run in stretches),
        lines=tuple(_joined((x, y) for x, y, _, _ in run) for run in stretches if len(run) > 1),
        dots=tuple((run[0][0], run[0][1]) for run in stretches if len(run) == 1),
        slots=tuple(Slot(round(place * wide, 1), round(wide, 1)) for place in range(len(points))),
    )


def _ticks(lowest: float) -> tuple[Tick, ...]:
    """Round values from 1 down to at most `lowest`, evenly apart."""
    for step in STEPS:
        foot = floor(lowest / step + 1e-9) * step
        count = round((1 - foot) / step)
        if count <= MOST_STEPS:
            break
    count = max(count, 1)
    return tuple(Tick(round(HEIGHT * place / count, 1), round(1 - step * place, 4)) for place in range(count + 1))


def _runs(points: Sequence[Point | None]) -> Iterator[list[tuple[int, Point]]]:
    """The buckets that have a point, in stretches without gaps."""
    for there, run in groupby(enumerate(points), key=lambda pair: pair[1] is not None):
        if there:
            yield [(place, point) for place, point in run if point]


def _placed(place: int, point: Point, wide: float, foot: float) -> tuple[float, float, float, float]:
    """Where a point lies: x, and y of its share, its upper and its lower end."""
    x = round((place + 0.5) * wide, 1)
    ends = (point.share, point.high, max(point.low, foot))
    share, high, low = (round(HEIGHT * (1 - at) / (1 - foot), 1) for at in ends)
    return x, share, high, low


def _area(run: Sequence[tuple[float, float, float, float]], wide: float) -> str:
    if len(run) == 1:
        x, _, high, low = run[0]
        left, right = round(x - wide / 4, 1), round(x + wide / 4, 1)
        return _joined([(left, high), (right, high), (right, low), (left, low)])
    upper = [(x, high) for x, _, high, _ in run]
    lower = [(x, low) for x, _, _, low in reversed(run)]
    return _joined([*upper, *lower])


def _joined(corners: Sequence[tuple[float, float]] | Iterator[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)
