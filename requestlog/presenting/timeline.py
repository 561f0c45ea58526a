"""When the rows of the log were: bars that lead to their time, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from requestlog.charts.buckets import Buckets
from requestlog.charts.stack import HEIGHT, WIDTH, Bar, stack
from requestlog.presenting.counting import Counted
from requestlog.presenting.links import Links
from requestlog.presenting.named import Named
from requestlog.ratings import RATINGS
from requestlog.tallies import Tally

# From the foot of a bar upwards
KINDS = ("unrated", "negative", "positive", "amazing")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment(Named):
    """The place of a bar, to point at, as a path; and a row of the table: `numbers` are in the order of the columns,
    `url` narrows the log to its time."""

    label: str
    title: str
    url: str
    requests: str
    numbers: Sequence[str]
    slot: str


@dataclass(frozen=True, slots=True)
class Timeline(Named):
    """`most` is the number of the highest bar; `shapes` are all pieces of a kind as one path; `unseen` is how wide the
    part at the left is that was not counted, as `note` says. Lengths are ready to print."""

    title: str
    most: str
    width: str
    height: str
    moments: Sequence[Moment]
    shapes: Sequence[tuple[str, str]]
    labels: Sequence[str]
    columns: Sequence[tuple[str, str, str]]
    unseen: str = ""
    note: str = ""


def timeline_of(counted: Counted, ratings: Sequence[str], links: Links) -> Timeline | None:
    """The rows of `counted` that have any of `ratings`; None where there are none."""
    shown = counted.buckets
    if shown is None:
        return None
    kinds = _kinds(ratings)
    tallies = [counted.tallies.get(place, Tally()) for place in range(len(shown.starts))]
    numbers = [[getattr(tally, kind) for kind in kinds] for tally in tallies]
    if not any(map(sum, numbers)):
        return None
    bars = stack(numbers)
    places = zip(range(len(bars)), numbers, bars, strict=True)
    narrowed = links.beginning("since", "until")
    return Timeline(
        title=f"Requests per {_step(shown.step)}",
        most=f"{max(map(sum, numbers)):,}",
        width=f"{WIDTH:g}",
        height=f"{HEIGHT:g}",
        moments=[_moment(shown, place, kinds, each, bar, narrowed) for place, each, bar in places],
        shapes=_shapes(kinds, bars),
        labels=_labels(shown),
        columns=[(kind, _emoji(kind), kind.capitalize()) for kind in reversed(kinds)],
        unseen=f"{bars[counted.cut].slot + bars[counted.cut].slot_width:g}" if counted.cut >= 0 else "",
        note=_note(counted, shown),
    )


def _kinds(ratings: Sequence[str]) -> list[str]:
    """The pieces of a bar: those of the ratings that are chosen."""
    chosen = {*ratings} | (set(RATINGS) if "rated" in ratings else set())
    return [kind for kind in KINDS if not chosen or kind in chosen]


def _moment(
    shown: Buckets, place: int, kinds: Sequence[str], numbers: Sequence[int], bar: Bar, narrowed: str
) -> Moment:
    label, number = _label(shown, place), sum(numbers)
    parts = [f"{value:,} {kind}" for kind, value in zip(kinds, numbers, strict=True) if value][::-1]
    return Moment(
        label=label,
        title=f"{label}: {number:,} request{'' if number == 1 else 's'}" + (f" – {', '.join(parts)}" if number else ""),
        url=narrowed + _time(shown, place),
        requests=f"{number:,}",
        numbers=[f"{value:,}" for value in reversed(numbers)],
        slot=_box(bar.slot, 0, bar.slot_width, HEIGHT),
    )


def _shapes(kinds: Sequence[str], bars: Sequence[Bar]) -> list[tuple[str, str]]:
    """One path for each kind, instead of some hundred rectangles: a page is as quick as it has few elements."""
    paths: dict[str, list[str]] = {kind: [] for kind in kinds}
    for bar in bars:
        for each in bar.segments:
            paths[kinds[each.kind]].append(_box(bar.x, each.y, bar.width, each.height))
    return [(kind, "".join(path)) for kind, path in paths.items() if path]


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z"


def _time(shown: Buckets, place: int) -> str:
    """The filter for that time, as a link holds it."""
    start, end = shown.limits(place)
    since, until = _written(start), _written(end)
    if shown.are_days and start == shown.starts[place]:
        since, until = start.date().isoformat(), (end - DAY).date().isoformat()
    return urlencode({"since": since, "until": until})


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _label(shown: Buckets, place: int) -> str:
    """22 Nov 14:30–15:00"""
    start, end = shown.starts[place], shown.starts[place] + shown.step
    if shown.step == DAY:
        return _day(start)
    if shown.are_days:
        return f"{_day(start)} – {_day(end - DAY)}"
    clock = "%H:%M" if shown.step >= MINUTE else "%H:%M:%S"
    return f"{_day(start)} {start:{clock}}–{end:{clock}}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def _labels(shown: Buckets) -> list[str]:
    """The first, the middle and the last."""
    starts = shown.starts
    if len(starts) < 3:
        return [_mark(shown, starts[0])]
    return [_mark(shown, starts[place]) for place in (0, len(starts) // 2, len(starts) - 1)]


def _mark(shown: Buckets, at: datetime) -> str:
    if shown.are_days:
        return f"{at.day} {at:%b}" + ("" if at.year == shown.until.year else f" {at.year}")
    return f"{at.day} {at:%b} {at:%H:%M}" + (f":{at:%S}" if shown.step < MINUTE else "")


def _step(step: timedelta) -> str:
    """ "30 minutes", "day", "4 weeks"."""
    for unit, name in (
        (7 * DAY, "week"),
        (DAY, "day"),
        (HOUR, "hour"),
        (MINUTE, "minute"),
        (timedelta(seconds=1), "second"),
    ):
        if not step % unit:
            return name if step == unit else f"{step // unit} {name}s"
    raise ValueError(step)


def _emoji(kind: str) -> str:
    return RATINGS[kind].emoji if kind in RATINGS else ""


def _note(counted: Counted, shown: Buckets) -> str:
    """What was not counted."""
    if counted.cut < 0:
        return ""
    number = sum(tally.requests for tally in counted.tallies.values()) - 1
    return f"Only the newest {number:,} requests are counted here, back to {_label(shown, counted.cut)}."
