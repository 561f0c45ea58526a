"""The geometry of the timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.charts.buckets import BEFORE, MOST, buckets
from requestlog.charts.stack import HEIGHT, LEAST, WIDTH, stack

NOW = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("span", "step", "number", "first"),
    [
        (timedelta(minutes=1), timedelta(seconds=1), 60, "2026-11-23T12:33:56"),
        (timedelta(hours=1), timedelta(minutes=1), 61, "2026-11-23T11:34:00"),
        (timedelta(hours=24), timedelta(minutes=30), 49, "2026-11-22T12:30:00"),
        (timedelta(days=7), timedelta(days=1), 8, "2026-11-16T00:00:00"),
        (timedelta(days=30), timedelta(days=1), 31, "2026-10-24T00:00:00"),
        (timedelta(days=90), timedelta(days=7), 14, "2026-08-24T00:00:00"),
    ],
)
def test_it_cuts_a_span_at_round_times(span, step, number, first):
    found = buckets(NOW - span, NOW)
    assert (found.step, len(found.starts), found.starts[0].isoformat()[:19]) == (step, number, first)


@given(moments, moments)
def test_it_covers_the_span_with_few_buckets(since, until):
    found = buckets(since, until)
    if since >= until:
        assert found is None
        return
    assert len(found.starts) <= MOST + 1
    assert found.starts[0] <= since
    assert found.starts[-1] < until <= found.starts[-1] + found.step
    assert {after - before for before, after in zip(found.starts, found.starts[1:], strict=False)} <= {found.step}


def test_it_knows_the_place_of_a_moment():
    found = buckets(NOW - timedelta(days=7), NOW)
    days = [found.place(NOW + timedelta(days=days)) for days in (-8, -7, 0, 9)]
    assert days == [BEFORE, 0, 7, 7]


def test_it_narrows_the_first_bucket_to_the_span():
    found = buckets(NOW - timedelta(days=7), NOW)
    assert found.limits(0)[0] == NOW - timedelta(days=7)
    assert found.limits(1) == (found.starts[1], found.starts[2])


def test_it_stacks_numbers_from_the_foot_upwards():
    [bar, empty] = stack([[30, 0, 10], [0, 0, 0]])
    assert [(each.kind, each.y, each.height) for each in bar.segments] == [(0, 16.0, 48.0), (2, 0.0, 16.0)]
    assert (bar.slot, bar.slot_width, empty.slot, empty.segments) == (0.0, WIDTH / 2, WIDTH / 2, ())


def test_it_draws_nothing_of_nothing():
    assert stack([]) == []


@given(st.lists(st.lists(st.integers(0, 10**9), min_size=4, max_size=4), min_size=1, max_size=70))
def test_it_stays_in_its_box_and_shows_whatever_is_there(columns):
    for bar, column in zip(stack(columns), columns, strict=True):
        assert 0 <= bar.slot <= bar.x
        assert bar.x + bar.width <= bar.slot + bar.slot_width + 0.02 <= WIDTH + 0.1
        assert {segment.kind for segment in bar.segments} == {kind for kind, value in enumerate(column) if value}
        assert all(segment.y >= -0.02 and segment.height >= LEAST / 2 for segment in bar.segments)
        assert all(segment.y + segment.height <= HEIGHT + 0.02 for segment in bar.segments)
