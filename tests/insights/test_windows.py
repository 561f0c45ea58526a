"""The windows of the figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from insights.windows import CHOICES, NoWindowError, Span, window, window_of

NOW = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)


def test_it_counts_whole_days_up_to_now():
    month = window("30d", NOW)
    assert month.span.since == datetime(2026, 10, 25, tzinfo=UTC)
    assert month.span.until == NOW
    assert len(month.starts) == 30


def test_it_counts_whole_hours_up_to_now():
    day = window("24h", NOW)
    assert day.span.since == datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert day.words == "the last 24 hours"


@pytest.mark.parametrize("name", CHOICES)
def test_it_compares_with_as_much_time_before(name: str):
    chosen = window(name, NOW)
    assert chosen.before.until - chosen.before.since == chosen.span.until - chosen.span.since
    assert chosen.before.until <= chosen.span.since


@pytest.mark.parametrize("name", CHOICES)
def test_it_puts_now_into_the_last_bucket_and_the_start_into_the_first(name: str):
    chosen = window(name, NOW)
    assert chosen.bucket(NOW) == len(chosen.starts) - 1
    assert chosen.bucket(chosen.span.since) == 0
    assert chosen.bucket(chosen.span.since + chosen.step - timedelta(microseconds=1)) == 0


def test_it_takes_whole_days_by_their_dates():
    shown = window_of({"since": "2026-11-01", "until": "2026-11-10"}, NOW)
    assert shown.span == Span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 11, tzinfo=UTC))
    assert shown.before == Span(datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    assert (shown.words, shown.length, shown.now) == ("1 Nov 2026 to 10 Nov 2026", "10 days", NOW)


def test_it_ends_a_day_that_has_begun_now():
    shown = window_of({"since": "2026-11-23", "until": "2026-12-24"}, NOW)
    assert (shown.span.until, shown.words, shown.earlier) == (NOW, "23 Nov 2026", "the day before")
    assert shown.before.until - shown.before.since == shown.span.until - shown.span.since


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [({"since": "2026-11-20"}, 20, 23), ({"until": "2026-11-22"}, 24, 22)],
)
def test_it_needs_one_date_alone(query: dict[str, str], first: int, last: int):
    shown = window_of(query, NOW)
    assert (shown.first.day, shown.last.day) == (first, last)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"window": "1y"}, "no window “1y”"),
        ({"since": "yesterday"}, "no day for since"),
        ({"until": "2026-02-30"}, "no day for until"),
        ({"since": "2026-11-10", "until": "2026-11-01"}, "not after the last"),
        ({"since": "2020-01-01"}, "at most 366"),
        ({"since": "0001-01-01", "until": "0001-01-02"}, "2000 or later"),
        ({"until": "0001-01-02"}, "2000 or later"),
    ],
)
def test_it_says_what_is_wrong(query: dict[str, str], said: str):
    with pytest.raises(NoWindowError, match=said):
        window_of(query, NOW)
