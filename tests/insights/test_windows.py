"""The windows of the figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from insights.windows import CHOICES, window

NOW = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)


def test_it_counts_whole_days_up_to_now():
    month = window("30d", NOW)
    assert month.span.since == datetime(2026, 10, 25, tzinfo=UTC)
    assert month.span.until == NOW
    assert len(month.starts) == 30


def test_it_counts_whole_hours_up_to_now():
    day = window("24h", NOW)
    assert day.span.since == datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert day.words == "24 hours"


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
