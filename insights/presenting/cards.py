"""The figures at the top, each against the window before, and whether chance may have made the change."""

from __future__ import annotations

from dataclasses import dataclass

from insights.presenting.links import LIKED, RATED, Links
from insights.presenting.tables import UNKNOWN
from insights.presenting.words import change, dollars, number, percent, percents, seconds
from insights.reading import Traffic
from insights.report import CHANCE, Gap, Tally, gap
from insights.statistics import FEW, counts_differ, difference

HARDLY, UNTESTED = "hardly chance", "not tested for chance"


@dataclass(frozen=True, slots=True)
class Delta:
    """A change: its arrow and size, the same in words, what it is worth, and whether it is "good", "bad" or neither."""

    text: str
    said: str
    worth: str
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


@dataclass(frozen=True, slots=True)
class Both:
    """A window and the one before: votes and traffic of each."""

    now: Tally
    before: Tally
    traffic: Traffic
    earlier: Traffic


def cards(both: Both, links: Links) -> list[Card]:
    """The cards of a window with votes."""
    return [
        _satisfaction(both.now, both.before, links),
        _rated(both, links),
        _comments(both.now, both.before, links),
        _cost(both),
        _latency(both.traffic, both.earlier),
    ]


def _satisfaction(now: Tally, before: Tally, links: Links) -> Card:
    few = (Note(f"{number(now.rated)} votes are too few to tell: under {FEW}"),) if now.rated < FEW else ()
    notes = (
        Note(f"95% interval {percents(now.interval)}%"),
        Note(f"👍 and ❤️ of {number(now.rated)} rated", links.rated(RATED)),
        *few,
    )
    return Card("Satisfaction", percent(now.share), links.rated(LIKED), _points(gap(now, before)), notes)


def _points(found: Gap | None) -> Delta | None:
    """The change in percentage points; in no tone where chance alone may have made it."""
    if found is None:
        return None
    moved = 100 * found.points
    text, said = f"{_arrow(moved)} {abs(moved):.1f}", f"{moved:+.1f} points"
    return Delta(text, said, found.verdict or HARDLY, "" if found.verdict else "good" if moved > 0 else "bad")


def _rated(both: Both, links: Links) -> Card:
    requests, earlier = both.traffic.requests, both.earlier.requests
    share = both.now.rated / requests if requests else 0.0
    delta = None
    if requests and earlier:
        moved = 100 * (share - both.before.rated / earlier)
        limits = difference(both.now.rated, requests, both.before.rated, earlier)
        delta = _worth(f"{_arrow(moved)} {abs(moved):.1f}", f"{moved:+.1f} points", may_be_chance=limits.holds(0))
    note = Note(f"{number(both.now.rated)} of {number(requests)} requests", links.log())
    return Card("Rated", percent(share), links.rated(RATED), delta, (note,))


def _comments(now: Tally, before: Tally, links: Links) -> Card:
    note = Note(f"{number(now.complaints)} of them on 👎", links.commented(rating="negative"))
    delta = None
    if before.commented:
        factor = now.commented / before.commented - 1
        may_be_chance = not counts_differ(now.commented, before.commented)
        delta = _worth(f"{_arrow(factor)} {change(factor)}", _more(factor), may_be_chance=may_be_chance)
    return Card("Comments", number(now.commented), links.commented(), delta, (note,))


def _cost(both: Both) -> Card:
    figure, delta = UNKNOWN, None
    if both.traffic.cost is not None and both.now.satisfied:
        each = float(both.traffic.cost) / both.now.satisfied
        figure = dollars(each)
        if both.earlier.cost and both.before.satisfied:
            delta = _less(each, float(both.earlier.cost) / both.before.satisfied)
    notes = (Note("all spend over the answers that were liked"), *_tokens(both.traffic))
    return Card("Cost per liked answer", figure, "", delta, notes)


def _latency(now: Traffic, before: Traffic) -> Card:
    figure, delta = UNKNOWN, None
    if now.latency is not None and now.timed:
        each = now.latency / now.timed
        figure = seconds(each)
        if before.latency and before.timed:
            delta = _less(each, before.latency / before.timed)
    return Card("Mean latency", figure, "", delta, (Note(f"the mean of {number(now.timed)} requests"),))


def _tokens(traffic: Traffic) -> tuple[Note, ...]:
    if not traffic.requests or traffic.asked is None:
        return ()
    each = [round((tokens or 0) / traffic.requests) for tokens in (traffic.asked, traffic.answered)]
    return (Note(f"{number(each[0])} tokens in and {number(each[1])} out a request"),)


def _less(now: float, before: float) -> Delta:
    """A change of which less is better."""
    factor = now / before - 1
    tone = ("good" if factor < 0 else "bad") if round(factor, 2) else ""
    return Delta(f"{_arrow(factor)} {change(factor)}", _more(factor), UNTESTED, tone)


def _worth(text: str, said: str, *, may_be_chance: bool) -> Delta:
    return Delta(text, said, CHANCE if may_be_chance else HARDLY)


def _more(factor: float) -> str:
    return f"{change(factor)} {'more' if factor > 0 else 'less'}"


def _arrow(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else "="
