"""Satisfaction by the hour or the day, with latency and cost below it on the same line of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from insights.charts.band import Band, Point, Slot, band
from insights.charts.trace import Trace, trace
from insights.presenting import tables
from insights.presenting.links import RATED, Links
from insights.presenting.tables import Cell, Head, Table
from insights.presenting.words import dollars, number, percent, percents, seconds
from insights.reading import Traffic
from insights.report import Tally
from insights.windows import HOUR, Window
from requestlog.presenting.named import Named


@dataclass(frozen=True, slots=True)
class Strip(Named):
    """The upright strip of one bucket: what it says, and its rows."""

    said: str
    url: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Small(Named):
    """A small line below the chart, with its largest amount in words."""

    title: str
    top: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Chart(Named):
    """`said` is the chart in a sentence."""

    said: str
    band: Band
    ticks: tuple[str, ...]
    labels: tuple[str, ...]
    strips: tuple[Strip, ...]
    small: tuple[Small, ...]


def chart(found: Sequence[Tally | None], traffic: Sequence[Traffic | None], window: Window, links: Links) -> Chart:
    """Buckets without votes are gaps; those of `traffic` are drawn where the window is of days."""
    drawn = band([_point(tally) if tally else None for tally in found])
    named = labels(window)
    strips = tuple(
        Strip(_said(label, tally), _url(start, window, links), slot)
        for label, tally, start, slot in zip(named, found, window.starts, drawn.slots, strict=True)
        if tally
    )
    ticks = tuple(f"{100 * tick.value:.0f}%" for tick in drawn.ticks)
    few = tuple(dict.fromkeys((named[0], named[len(named) // 2], named[-1])))
    return Chart(_sentence(named, found), drawn, ticks, few, strips, () if window.step == HOUR else _small(traffic))


def days(found: Sequence[Tally | None], traffic: Sequence[Traffic | None], window: Window, links: Links) -> Table:
    """The same as a table: a row for each bucket with votes or calls."""
    is_of_days = window.step != HOUR
    heads = [Head("From (UTC)", ("from",), "name"), tables.RATED, tables.SATISFIED, tables.INTERVAL]
    more = [tables.REQUESTS, tables.COST, tables.LATENCY] if is_of_days else []
    rows = [
        [*_votes(label, start, tally or Tally(), window, links), *(_spent(calls, tally) if is_of_days else ())]
        for label, start, tally, calls in zip(labels(window), window.starts, found, traffic, strict=True)
        if tally or (calls and is_of_days)
    ]
    return Table("days", [*heads, *more], rows)


def labels(window: Window) -> list[str]:
    return [f"{start:%H:%M}" if window.step == HOUR else f"{start.day} {start:%b}" for start in window.starts]


def _votes(label: str, start: datetime, tally: Tally, window: Window, links: Links) -> list[Cell]:
    url = _url(start, window, links) if tally.rated else ""
    moment = f"{start:%Y-%m-%dT%H:%MZ}" if window.step == HOUR else f"{start:%Y-%m-%d}"
    return [
        tables.named(label, raw=moment),
        tables.count(tally.rated, url),
        tables.satisfied(tally.satisfied, tally.rated),
        tables.interval(tally.interval if tally.rated else None),
    ]


def _spent(calls: Traffic | None, tally: Tally | None) -> list[Cell]:
    known = calls or Traffic()
    liked = tally.satisfied if tally else 0
    cost, latency = tables.cost_per_liked(known.cost, liked), tables.latency(known.latency, known.timed)
    return [tables.count(known.requests), cost, latency]


def _small(traffic: Sequence[Traffic | None]) -> tuple[Small, ...]:
    latency = trace(
        [calls.latency / calls.timed if calls and calls.latency and calls.timed else None for calls in traffic]
    )
    cost = trace([float(calls.cost) if calls and calls.cost is not None else None for calls in traffic])
    return (
        Small("Mean latency", seconds(latency.top), latency),
        Small("Cost per day", dollars(cost.top), cost),
    )


def _sentence(named: Sequence[str], found: Sequence[Tally | None]) -> str:
    there = [(label, tally) for label, tally in zip(named, found, strict=True) if tally]
    if not there:
        return "No votes."
    worst, best = (pick(there, key=lambda pair: pair[1].share) for pick in (min, max))
    gaps = len(found) - len(there)
    ends = f"lowest {percent(worst[1].share)} at {worst[0]}, highest {percent(best[1].share)} at {best[0]}"
    said = f"From {there[0][0]} to {there[-1][0]}: {ends}."
    return said + (f" {gaps} without votes." if gaps else "")


def _said(label: str, tally: Tally) -> str:
    return f"{label}: {percent(tally.share)} of {number(tally.rated)} rated ({percents(tally.interval)})"


def _url(start: datetime, window: Window, links: Links) -> str:
    return links.rated(RATED, since=start, until=start + window.step)


def _point(tally: Tally) -> Point:
    return Point(tally.share, tally.interval.low, tally.interval.high)


def by_bucket(found: Mapping[int, Tally], window: Window) -> list[Tally | None]:
    return [found.get(place) for place in range(len(window.starts))]
