"""The geometry of a small line of amounts: from nothing at the foot to the largest at the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT = 600.0, 36.0


@dataclass(frozen=True, slots=True)
class Trace:
    """`lines` are point lists of SVG, one a stretch without gaps; `dots` stand alone. `top` is the largest amount."""

    width: float
    height: float
    top: float
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]


def trace(values: Sequence[float | None]) -> Trace:
    """The line of `values`, one a bucket, None for a gap."""
    top = max((value for value in values if value is not None), default=0.0)
    wide = WIDTH / max(len(values), 1)
    placed = [
        None if value is None else (round((place + 0.5) * wide, 1), _height(value, top))
        for place, value in enumerate(values)
    ]
    runs = [[point for point in run if point] for there, run in groupby(placed, key=bool) if there]
    return Trace(
        width=WIDTH,
        height=HEIGHT,
        top=top,
        lines=tuple(" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
    )


def _height(value: float, top: float) -> float:
    return round(HEIGHT * (1 - value / top), 1) if top else HEIGHT
