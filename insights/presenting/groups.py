"""The tables of what answers have in common: models, tags, reasons, and what the reader chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from insights.charts.bars import Range, lengths, range_of
from insights.presenting import tables
from insights.presenting.links import DISLIKED, LIKED, RATED, Links
from insights.presenting.tables import UNKNOWN, Cell, Head, Table
from insights.presenting.words import points, times
from insights.rated.figures import Figure, Values
from insights.reading import Disliking, Traffic
from insights.report import Gap, ReasonFigure, TagFigure, Tally, gap
from insights.statistics import wilson

DISLIKES = Head("👎", ("negative",), "num", "negative votes")
AGAINST = Head("Against the rest", ("difference", "difference_low", "difference_high", "verdict"), "num wide-text")


def models(votes: Mapping[str, Tally], traffic: Mapping[str, Traffic], links: Links, most: int) -> Table:
    """The models with the most votes."""
    ranked = sorted(votes.items(), key=lambda pair: (-pair[1].rated, pair[0]))[:most]
    heads = [Head("Model", ("model",), "name mono"), tables.RATED, tables.SATISFIED, tables.INTERVAL]
    rows = [_model(name, tally, traffic.get(name, Traffic()), links) for name, tally in ranked]
    return Table("models", [*heads, tables.LATENCY, tables.COST], rows)


def tags(figures: Sequence[TagFigure], links: Links) -> Table:
    against = Head("Against the rest", ("lift", "lift_low", "lift_high", "verdict"), "num wide-text")
    heads = [Head("Tag", ("tag",), "name"), DISLIKES, Head("Of its votes", ("share",)), against, tables.DRAWN]
    bars = lengths([figure.lift for figure in figures])
    rows = [
        [
            tables.named(figure.name),
            tables.count(figure.negative, links.disliked(tag=figure.name)),
            tables.share(figure.share),
            _lift(figure),
            Cell("", bar=bar),
        ]
        for figure, bar in zip(figures, bars, strict=True)
    ]
    return Table("tags", heads, rows)


def reasons(figures: Sequence[ReasonFigure], links: Links) -> Table:
    heads = [Head("Reason", ("reason",), "name"), DISLIKES, Head("Of all 👎", ("share",))]
    interval = Head("95%", ("share_low", "share_high"))
    bars = lengths([figure.share for figure in figures])
    rows = [
        [
            tables.named(figure.name),
            tables.count(figure.negative, links.disliked(reason=figure.name)),
            tables.share(figure.share),
            tables.interval(figure.interval),
            Cell("", bar=bar),
        ]
        for figure, bar in zip(figures, bars, strict=True)
    ]
    return Table("reasons", [*heads, interval, tables.DRAWN], rows)


def broken_down(dimension: str, title: str, values: Iterable[tuple[str, Figure]], whole: Figure, links: Links) -> Table:
    """Each value with its satisfaction against that of the rest; intervals are drawn on one scale."""
    there = [(name, each) for name, each in values if each.rated]
    foot = min((_tally(each).interval.low for _, each in there), default=0.0)
    heads = [Head(title, ("value",), "name"), DISLIKES, tables.RATED, tables.SATISFIED, tables.INTERVAL, tables.DRAWN]
    rows = [_value(dimension, name, each, whole, min(foot, 0.99), links) for name, each in there]
    return Table("by", [*heads, AGAINST, tables.LATENCY, tables.COST], rows)


def users(found: Disliking, links: Links, most: int) -> Table:
    """The end users with the most 👎."""
    known = [(name, *counts) for name, counts in found.users.items() if name]
    ranked = sorted(known, key=lambda row: (-row[1], row[0]))[:most]
    heads = [Head("End user", ("user",), "name"), DISLIKES, Head("With a comment", ("commented",))]
    heads += [Head("Of all 👎", ("share",)), Head("95%", ("share_low", "share_high")), tables.DRAWN]
    bars = lengths([float(votes) for _, votes, _ in ranked])
    rows = [
        [
            tables.named(name),
            tables.count(votes, links.of("user", name, DISLIKED)),
            tables.count(comments),
            tables.share(votes / found.looked_at),
            tables.interval(wilson(votes, found.looked_at)),
            Cell("", bar=bar),
        ]
        for (name, votes, comments), bar in zip(ranked, bars, strict=True)
    ]
    return Table("by", heads, rows)


def most_rated(values: Values, most: int) -> list[tuple[str, Figure]]:
    return sorted(values.items(), key=lambda pair: (-pair[1].rated, pair[0]))[:most]


def drawn(one: Figure | Tally, foot: float) -> Range:
    tally = _tally(one)
    return range_of(tally.share, tally.interval.low, tally.interval.high, foot)


def against(found: Gap | None) -> Cell:
    """The difference in points, its interval and what it is worth."""
    if found is None:
        return Cell(UNKNOWN, ("", "", "", ""))
    ends = f"{points(found.interval.low)} to {points(found.interval.high)}"
    raw = tuple(f"{value:.4f}" for value in (found.points, found.interval.low, found.interval.high))
    return Cell(points(found.points), (*raw, found.verdict), note=", ".join(filter(None, (ends, found.verdict))))


def _model(name: str, tally: Tally, traffic: Traffic, links: Links) -> list[Cell]:
    return [
        tables.named(name or "(unknown)", raw=name),
        tables.count(tally.rated, links.of("model", name, RATED)),
        tables.satisfied(tally.satisfied, tally.rated, links.of("model", name, LIKED)),
        tables.interval(tally.interval),
        tables.latency(traffic.latency, traffic.timed),
        tables.cost_per_liked(traffic.cost, tally.satisfied),
    ]


def _value(dimension: str, name: str, each: Figure, whole: Figure, foot: float, links: Links) -> list[Cell]:
    return [
        tables.named(name),
        tables.count(each.negative, links.of(dimension, name, DISLIKED) if each.negative else ""),
        tables.count(each.rated, links.of(dimension, name, RATED)),
        tables.satisfied(each.satisfied, each.rated, links.of(dimension, name, LIKED) if each.satisfied else ""),
        tables.interval(_tally(each).interval),
        Cell("", range=drawn(each, foot)),
        against(gap(each, whole - each)),
        tables.latency(each.latency_ms, each.timed),
        tables.cost_per_liked(each.cost_usd, each.satisfied),
    ]


def _lift(figure: TagFigure) -> Cell:
    ends = figure.interval
    raw = ("" if figure.lift is None else f"{figure.lift:.4f}", *tables.interval(ends).raw, figure.verdict)
    said = f"{ends.low:.1f}–{ends.high:.1f}×" if ends else ""
    return Cell(times(figure.lift), raw, note=", ".join(filter(None, (said, figure.verdict))))


def _tally(one: Figure | Tally) -> Tally:
    return Tally(one.rated, one.satisfied)
