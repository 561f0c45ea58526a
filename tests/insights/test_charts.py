"""The geometry of the charts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.charts.band import HEIGHT, WIDTH, Band, Point, band
from insights.charts.bars import WIDTH as BAR
from insights.charts.bars import lengths, range_of
from insights.charts.trace import trace


def corners(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


@st.composite
def points(draw: st.DrawFn) -> Point | None:
    if draw(st.booleans()):
        return None
    low, share, high = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
    return Point(share, low, high)


@given(st.lists(points(), max_size=40))
def test_it_draws_nothing_outside_the_box(given_points: list[Point | None]):
    drawn = band(given_points)
    for x, y in [corner for text in (*drawn.areas, *drawn.lines) for corner in corners(text)] + [*drawn.dots]:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_it_draws_a_line_in_the_middle_of_its_buckets():
    drawn = band([Point(0.9, 0.8, 0.95), Point(1.0, 0.8, 1.0)])
    assert [x for x, _ in corners(drawn.lines[0])] == [150.0, 450.0]
    assert [tick.value for tick in drawn.ticks] == [1.0, 0.95, 0.9, 0.85, 0.8]
    assert corners(drawn.lines[0]) == [(150.0, 70.0), (450.0, 0.0)]
    assert len(corners(drawn.areas[0])) == 4


def test_it_leaves_gaps_and_marks_what_stands_alone():
    drawn = band([Point(0.9, 0.8, 1.0), None, Point(0.8, 0.7, 0.9), Point(0.8, 0.7, 0.9)])
    assert (len(drawn.areas), len(drawn.lines), len(drawn.dots)) == (2, 1, 1)
    assert len(drawn.slots) == 4


def test_it_cuts_a_very_long_interval_at_the_foot():
    drawn = band([Point(0.9, 0.85, 0.95)] * 5 + [Point(0.9, 0.05, 1.0)])
    assert drawn.ticks[-1].value == 0.85
    assert max(y for _, y in corners(drawn.areas[0])) == HEIGHT


def test_it_draws_an_empty_box_for_nothing():
    drawn: Band = band([])
    assert (drawn.areas, drawn.lines, drawn.dots, drawn.slots) == ((), (), (), ())
    assert [tick.value for tick in drawn.ticks] == [1.0, 0.75, 0.5, 0.25, 0.0]


def test_it_makes_the_longest_bar_as_long_as_the_box():
    assert lengths([2.0, 1.0, None]) == [BAR, BAR / 2, BAR]
    assert lengths([]) == []


def test_it_places_an_interval_on_a_line():
    placed = range_of(share=0.75, low=0.5, high=1.0, foot=0.5)
    assert (placed.low, placed.at, placed.high) == (0.0, BAR / 2, BAR)


def test_it_traces_amounts_from_nothing_to_the_largest():
    drawn = trace([2.0, 4.0, None, 1.0])
    assert (drawn.lines, drawn.top) == (("75,18 225,0",), 4.0)
    assert drawn.dots == ((525.0, 27.0),)
    assert (trace([]).lines, trace([0.0, 0.0]).lines) == ((), ("150,36 450,36",))
