"""The geometry of bars that are stacked of several numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT = 960.0, 64.0
GAP = 0.15  # of a bar's place
LEAST = 1.5  # so that one among thousands is seen


@dataclass(frozen=True, slots=True)
class Segment:
    """One number of a bar: the `kind`-th, from the foot upwards."""

    kind: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`slot` and `slot_width` are its whole place, to point at; segments of 0 are left out."""

    slot: float
    slot_width: float
    x: float
    width: float
    segments: tuple[Segment, ...]


def stack(columns: Sequence[Sequence[int]]) -> list[Bar]:
    """A bar for each column of numbers; the highest is as high as the box."""
    heights = _heights(columns)
    wide, factor = WIDTH / max(len(columns), 1), HEIGHT / max(HEIGHT, *(sum(column) for column in heights), 0.0)
    return [
        Bar(
            slot=round(wide * place, 2),
            slot_width=round(wide, 2),
            x=round(wide * (place + GAP / 2), 2),
            width=round(wide * (1 - GAP), 2),
            segments=_segments([height * factor for height in column]),
        )
        for place, column in enumerate(heights)
    ]


def _heights(columns: Sequence[Sequence[int]]) -> list[list[float]]:
    """None that is there below `LEAST`: a bar may come out higher than the box by that."""
    most = max((sum(column) for column in columns), default=0)
    return [[max(HEIGHT * value / most, LEAST) if value else 0.0 for value in column] for column in columns]


def _segments(heights: Sequence[float]) -> tuple[Segment, ...]:
    tops = (HEIGHT - top for top in accumulate(heights))
    placed = enumerate(zip(tops, heights, strict=True))
    return tuple(Segment(kind, round(top, 2), round(height, 2)) for kind, (top, height) in placed if height)
