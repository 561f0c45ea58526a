"""Tables that are shown and downloaded: each cell as people read it, and as a spreadsheet takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from insights.charts.bars import Range
from insights.presenting import words
from insights.statistics import Interval
from requestlog.cells import row as csv_row
from requestlog.presenting.named import Named

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Head(Named):
    """A column's title; `names` are those of a download's columns, none where a column only draws.

    `kind` is "name", "num", or "drawn".
    """

    title: str
    names: tuple[str, ...]
    kind: str = "num"
    said: str = ""


@dataclass(frozen=True, slots=True)
class Cell(Named):
    """`text` links to its rows where `url` is not ""; `raw` are the download's cells; `note` stands small beside."""

    text: str
    raw: tuple[str, ...] = ()
    url: str = ""
    note: str = ""
    range: Range | None = None
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Table(Named):
    """`name` is the download's; `rows` have a cell for each head, of which the first is the row's name."""

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]

    @property
    def lined(self) -> list[list[tuple[Head, Cell]]]:
        """The rows, each cell with its column's head."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    def lines(self) -> Iterator[bytes]:
        """The table as CSV (RFC 4180), in which nothing is a formula."""
        yield csv_row(*(name for head in self.heads for name in head.names)) + b"\r\n"
        for row in self.rows:
            yield csv_row(*(text for cell in row for text in cell.raw)) + b"\r\n"


NAME = {"kind": "name"}
RATED = Head("Rated", ("rated",))
SATISFIED = Head("Satisfied", ("satisfied", "share"))
INTERVAL = Head("95%", ("share_low", "share_high"))
DRAWN = Head("", (), "drawn", "Drawn")
REQUESTS = Head("Requests", ("requests",))
LATENCY = Head("Mean latency", ("mean_latency_ms",))
COST = Head("Cost per liked", ("cost_usd", "cost_per_liked_usd"))


def named(text: str, *, url: str = "", raw: str | None = None) -> Cell:
    return Cell(text, (text if raw is None else raw,), url)


def count(value: int, url: str = "") -> Cell:
    return Cell(words.number(value), (str(value),), url)


def satisfied(part: int, whole: int, url: str = "") -> Cell:
    """How many of the rated are satisfied, as a share."""
    if not whole:
        return Cell(UNKNOWN, (str(part), ""))
    return Cell(words.percent(part / whole), (str(part), f"{part / whole:.4f}"), url)


def share(value: float) -> Cell:
    return Cell(words.percent(value), (f"{value:.4f}",))


def interval(ends: Interval | None) -> Cell:
    if ends is None:
        return Cell(UNKNOWN, ("", ""))
    return Cell(words.percents(ends), (f"{ends.low:.4f}", f"{ends.high:.4f}"))


def latency(total: int | None, timed: int) -> Cell:
    if total is None or not timed:
        return Cell(UNKNOWN, ("",))
    return Cell(words.seconds(total / timed), (f"{total / timed:.0f}",))


def cost_per_liked(cost: Decimal | None, liked: int) -> Cell:
    """The cost of all over the liked."""
    if cost is None or not liked:
        return Cell(UNKNOWN, ("" if cost is None else f"{cost:f}", ""))
    return Cell(words.dollars(float(cost) / liked), (f"{cost:f}", f"{cost / liked:.8f}"))
