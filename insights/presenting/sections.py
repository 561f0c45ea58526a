"""Chart, models, tags and complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timesince import timesince

from feedback.models import Feedback
from insights.charts.band import Band, Point, Slot, band
from insights.charts.bars import Range, lengths, range_of
from insights.presenting.links import LIKED, Links
from insights.presenting.words import number, percent, percents, times
from insights.report import ReasonFigure, TagFigure, Tally
from insights.windows import HOUR, Window
from requestlog.ratings import Source


@dataclass(frozen=True, slots=True)
class Bucket:
    """One hour or day: a strip of the chart, and a row of the table beside it."""

    label: str
    rated: str
    satisfied: str
    interval: str
    url: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Chart:
    band: Band
    ticks: tuple[str, ...]
    labels: tuple[str, ...]
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class ModelRow:
    name: str
    rated: str
    satisfied: str
    interval: str
    range: Range
    rated_url: str
    liked_url: str


@dataclass(frozen=True, slots=True)
class TagRow:
    name: str
    negative: str
    share: str
    lift: str
    bar: float
    url: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    name: str
    negative: str
    share: str
    bar: float
    url: str


@dataclass(frozen=True, slots=True)
class Complaint:
    comment: str
    ago: str
    tags: Sequence[str]
    by_team: bool
    url: str


def chart(tallies: Mapping[int, Tally], window: Window, links: Links) -> Chart:
    """Satisfaction by the hour or the day; buckets without votes are gaps, and no rows of the table."""
    found = [tallies.get(place) for place in range(len(window.starts))]
    drawn = band([_point(tally) if tally else None for tally in found])
    named = [_label(start, window) for start in window.starts]
    buckets = tuple(
        _bucket(label, tally, start, slot, window, links)
        for label, tally, start, slot in zip(named, found, window.starts, drawn.slots, strict=True)
        if tally
    )
    ticks = tuple(f"{100 * tick.value:.0f}%" for tick in drawn.ticks)
    return Chart(drawn, ticks, (named[0], named[len(named) // 2], named[-1]), buckets)


def models(tallies: Mapping[str, Tally], links: Links, most: int) -> list[ModelRow]:
    """The models with the most votes; their intervals are drawn on one scale."""
    ranked = sorted(tallies.items(), key=lambda pair: (-pair[1].rated, pair[0]))[:most]
    foot = min((tally.interval.low for _, tally in ranked), default=0.0)
    return [_model(name, tally, min(foot, 0.99), links) for name, tally in ranked]


def tags(figures: Sequence[TagFigure], links: Links) -> list[TagRow]:
    bars = lengths([figure.lift for figure in figures])
    return [
        TagRow(
            name=figure.name,
            negative=number(figure.negative),
            share=percent(figure.share),
            lift=times(figure.lift),
            bar=bar,
            url=links.disliked(tag=figure.name),
        )
        for figure, bar in zip(figures, bars, strict=True)
    ]


def reasons(figures: Sequence[ReasonFigure], links: Links) -> list[ReasonRow]:
    bars = lengths([figure.share for figure in figures])
    return [
        ReasonRow(
            name=figure.name,
            negative=number(figure.negative),
            share=percent(figure.share),
            bar=bar,
            url=links.disliked(reason=figure.name),
        )
        for figure, bar in zip(figures, bars, strict=True)
    ]


def complaints(votes: Sequence[Feedback], links: Links, now: datetime) -> list[Complaint]:
    return [
        Complaint(
            comment=vote.comment,
            ago=timesince(vote.created_at, now, depth=1),
            tags=vote.tags,
            by_team=vote.source == Source.TEAM,
            url=links.detail(vote.request_id),
        )
        for vote in votes
    ]


def _bucket(label: str, tally: Tally, start: datetime, slot: Slot, window: Window, links: Links) -> Bucket:
    return Bucket(
        label=label,
        rated=number(tally.rated),
        satisfied=percent(tally.share),
        interval=percents(tally.interval),
        url=links.rated("rated", since=start, until=start + window.step),
        slot=slot,
    )


def _model(name: str, tally: Tally, foot: float, links: Links) -> ModelRow:
    ends = tally.interval
    return ModelRow(
        name=name,
        rated=number(tally.rated),
        satisfied=percent(tally.share),
        interval=percents(ends),
        range=range_of(tally.share, ends.low, ends.high, foot),
        rated_url=links.rated("rated", model=name) if name else "",
        liked_url=links.rated(LIKED, model=name) if name else "",
    )


def _point(tally: Tally) -> Point:
    return Point(tally.share, tally.interval.low, tally.interval.high)


def _label(start: datetime, window: Window) -> str:
    return f"{start:%H:%M}" if window.step == HOUR else f"{start.day} {start:%b}"
