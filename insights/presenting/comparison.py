"""Two sides side by side: their numbers, the difference, and what may be chosen for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insights.charts.bars import Range
from insights.comparing import ALL, BEFORE, NOW, REST, SEVERAL, SINGLE, Side, figure_of, may_overlap
from insights.presenting import tables
from insights.presenting.groups import against, drawn
from insights.presenting.links import LIKED, RATED, Links
from insights.presenting.tables import UNKNOWN, Cell, Head, Table
from insights.presenting.words import number, percents, points
from insights.rated.figures import LEFT_OUT, META, Dimensions, Figure, Values
from insights.report import CHANCE, DIFFERS, Gap, Tally, gap
from insights.statistics import FEW
from insights.windows import Window
from requestlog.presenting.named import Named

MOST = 12
TITLES = {"model": "Model", "endpoint": "Endpoint", "tag": "Tag", "reason": "Reason"}


@dataclass(frozen=True, slots=True)
class Option(Named):
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Picker(Named):
    """The two fields of a side: what, in groups, and when."""

    name: str
    groups: Sequence[tuple[str, Sequence[Option]]]
    times: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    said: str
    range: Range


@dataclass(frozen=True, slots=True)
class Comparison:
    """`said` is the verdict in a sentence, `warned` what it does not hold for, "" where that is nothing."""

    titles: tuple[str, str]
    said: str
    warned: str
    bars: Sequence[Bar]
    table: Table


def comparison(sides: tuple[Side, Side], found: dict[str, Dimensions], window: Window, links: Links) -> Comparison:
    """Both sides out of what was `found` in the window of each."""
    one, other = sides
    figures = figure_of(one, other, found[one.when]), figure_of(other, one, found[other.when])
    titles = (title(one, one, window), title(other, one, window))
    between = gap(*figures)
    return Comparison(
        titles=titles,
        said=_said(titles, figures, between),
        warned="An answer may be on both sides: the interval is then only near." if may_overlap(one, other) else "",
        bars=_bars(titles, figures),
        table=_table(sides, titles, figures, between, links),
    )


def pickers(sides: tuple[Side, Side] | None, found: Dimensions, window: Window) -> tuple[Picker, Picker]:
    one, other = sides or (Side(ALL, "", NOW), Side(ALL, "", BEFORE))
    return _picker("a", one, one, found, window), _picker("b", other, one, found, window)


def title(side: Side, of: Side, window: Window) -> str:
    """A side in words; a rest is that of the side `of`."""
    when = f", {_when(BEFORE, window)}" if side.when == BEFORE else ""
    if side.dimension == ALL:
        return f"All rated answers{when}"
    if side.dimension == REST:
        return f"The rest, without {of.value}{when}"
    name = side.dimension.removeprefix(META) if side.dimension.startswith(META) else side.dimension
    return f"{name} {side.value}{when}"


def _picker(name: str, side: Side, of: Side, found: Dimensions, window: Window) -> Picker:
    common = [Option(ALL, "All rated answers", side.dimension == ALL)]
    common += [Option(REST, "The rest, without A", side.dimension == REST)] if name == "b" else []
    times = [Option(when, _when(when, window), side.when == when) for when in (NOW, BEFORE)]
    return Picker(name, [("", common), *_groups(side, found)], times)


def _groups(side: Side, found: Dimensions) -> Iterator[tuple[str, Sequence[Option]]]:
    """The values with the most votes, and the chosen one even if it is not among them."""
    names = [*SINGLE, *sorted(name for name in found if name.startswith(META)), *SEVERAL]
    for name in dict.fromkeys([*names, side.dimension]):
        values = most_voted(found.get(name, {}))
        values += [side.value] if side.dimension == name and side.value not in values else []
        options = [Option(f"{name}={value}", value, side == Side(name, value, side.when)) for value in values if value]
        if options:
            yield TITLES.get(name, name.removeprefix(META)), options


def most_voted(values: Values) -> list[str]:
    ranked = sorted(values, key=lambda value: (-values[value].rated, value))
    return [value for value in ranked if value != LEFT_OUT][:MOST]


def _when(when: str, window: Window) -> str:
    return window.words if when == NOW else window.earlier


def _said(titles: tuple[str, str], figures: tuple[Figure, Figure], between: Gap | None) -> str:
    if between is None:
        return " ".join(
            f"No answer of {name} is rated." for name, each in zip("AB", figures, strict=True) if not each.rated
        )
    if between.verdict not in (CHANCE, DIFFERS):
        few = " and ".join(number(each.rated) for each in figures if each.rated < FEW)
        return f"{few} votes are too few to tell: each side needs {FEW}."
    higher = "above" if between.points > 0 else "below"
    ends = f"its 95% interval is {points(between.interval.low)} to {points(between.interval.high)}"
    verdict = "holds 0, so it may be chance" if between.verdict == CHANCE else "does not hold 0, so it is hardly chance"
    return f"A is {abs(100 * between.points):.1f} points {higher} B; {ends}, which {verdict}."


def _bars(titles: tuple[str, str], figures: tuple[Figure, Figure]) -> Sequence[Bar]:
    there = [(name, each) for name, each in zip("AB", figures, strict=True) if each.rated]
    tallies = [(name, Tally(each.rated, each.satisfied)) for name, each in there]
    foot = min((tally.interval.low for _, tally in tallies), default=0.0)
    foot = max(min(foot, 0.99) - 0.02, 0.0)
    return [Bar(name, f"{percents(tally.interval)}%", drawn(tally, foot)) for name, tally in tallies]


def _table(
    sides: tuple[Side, Side], titles: tuple[str, str], figures: tuple[Figure, Figure], between: Gap | None, links: Links
) -> Table:
    heads = [
        Head("", ("side",), "name"),
        Head("Answers", ("answers",), "name"),
        *(tables.RATED, tables.SATISFIED, tables.INTERVAL),
        Head("Comments", ("commented",)),
        *(tables.LATENCY, tables.COST),
    ]
    rows = [_side("A", sides[0], titles[0], figures[0], links), _side("B", sides[1], titles[1], figures[1], links)]
    return Table("comparison", heads, [*rows, _difference(between)])


def _side(name: str, side: Side, words: str, each: Figure, links: Links) -> list[Cell]:
    interval = Tally(each.rated, each.satisfied).interval if each.rated else None
    return [
        tables.named(name),
        tables.named(words),
        tables.count(each.rated, links.side(side, RATED)),
        tables.satisfied(each.satisfied, each.rated, links.side(side, LIKED)),
        tables.interval(interval),
        tables.count(each.commented),
        tables.latency(each.latency_ms, each.timed),
        tables.cost_per_liked(each.cost_usd, each.satisfied),
    ]


def _difference(between: Gap | None) -> list[Cell]:
    """The last row: the difference of satisfaction, its interval and what it is worth."""
    if between is None:
        cells = [tables.named("A − B"), tables.named("difference"), Cell(UNKNOWN, ("",))]
        return [*cells, Cell(UNKNOWN, ("", "")), Cell(UNKNOWN, ("", "")), *(Cell("", ("",)),) * 2, Cell("", ("", ""))]
    found = against(between)
    ends = f"{points(between.interval.low)} to {points(between.interval.high)}"
    return [
        tables.named("A − B"),
        tables.named(between.verdict or "hardly chance"),
        Cell("", ("",)),
        Cell(found.text, ("", found.raw[0])),
        Cell(ends, found.raw[1:3]),
        *(Cell("", ("",)), Cell("", ("",))),
        Cell("", ("", "")),
    ]
