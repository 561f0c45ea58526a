"""The four figures at the top, each against the window before."""

from __future__ import annotations

from dataclasses import dataclass

from insights.presenting.links import LIKED, Links
from insights.presenting.words import change, dollars, number, percent, percents
from insights.reading import Traffic
from insights.report import Tally
from insights.statistics import difference


@dataclass(frozen=True, slots=True)
class Delta:
    """A change: its arrow and size, the same in words, and whether it is "good", "bad" or neither."""

    text: str
    said: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A line below a figure, linked to its rows where `url` is not ""."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A figure, linked to its rows where `url` is not ""."""

    title: str
    figure: str
    url: str
    delta: Delta | None
    notes: tuple[Note, ...]


def cards(now: Tally, before: Tally, traffic: Traffic, earlier: Traffic, links: Links) -> list[Card]:
    """The cards of a window with votes."""
    return [
        _satisfaction(now, before, links),
        _rated(now, before, traffic, earlier, links),
        _comments(now, before, links),
        _cost(now, before, traffic, earlier, links),
    ]


def _satisfaction(now: Tally, before: Tally, links: Links) -> Card:
    notes = (
        Note(f"95% interval {percents(now.interval)}%"),
        Note(f"👍 and ❤️ of {number(now.rated)} rated", links.rated("rated")),
    )
    return Card("Satisfaction", percent(now.share), links.rated(LIKED), _points(now, before), notes)


def _points(now: Tally, before: Tally) -> Delta | None:
    """The change in percentage points; in no tone where chance alone may have made it."""
    if not before.rated:
        return None
    points = 100 * (now.share - before.share)
    limits = difference(now.satisfied, now.rated, before.satisfied, before.rated)
    if limits.holds(0):
        return Delta(f"{_arrow(points)} {abs(points):.1f}", f"{points:+.1f} points, which may be chance")
    return Delta(f"{_arrow(points)} {abs(points):.1f}", f"{points:+.1f} points", "good" if points > 0 else "bad")


def _rated(now: Tally, before: Tally, traffic: Traffic, earlier: Traffic, links: Links) -> Card:
    share = now.rated / traffic.requests
    delta = None
    if earlier.requests:
        points = 100 * (share - before.rated / earlier.requests)
        delta = Delta(f"{_arrow(points)} {abs(points):.1f}", f"{points:+.1f} points")
    note = Note(f"{number(now.rated)} of {number(traffic.requests)} requests", links.log())
    return Card("Rated", percent(share), links.rated("rated"), delta, (note,))


def _comments(now: Tally, before: Tally, links: Links) -> Card:
    note = Note(f"{number(now.complaints)} of them on 👎", links.commented(rating="negative"))
    delta = _relative(now.commented, before.commented)
    return Card("Comments", number(now.commented), links.commented(), delta, (note,))


def _cost(now: Tally, before: Tally, traffic: Traffic, earlier: Traffic, links: Links) -> Card:
    figure, delta = "–", None
    if traffic.cost is not None and now.satisfied:
        each = float(traffic.cost) / now.satisfied
        figure = dollars(each)
        if earlier.cost and before.satisfied:
            delta = _relative(each, float(earlier.cost) / before.satisfied, good_when_less=True)
    notes = (Note("all spend over the answers that were liked"),)
    return Card("Cost per liked answer", figure, links.rated(LIKED), delta, notes)


def _relative(now: float, before: float, *, good_when_less: bool = False) -> Delta | None:
    if not before:
        return None
    factor = now / before - 1
    tone = ("good" if factor < 0 else "bad") if good_when_less and round(factor, 2) else ""
    return Delta(f"{_arrow(factor)} {change(factor)}", f"{change(factor)} {'more' if factor > 0 else 'less'}", tone)


def _arrow(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else "="
