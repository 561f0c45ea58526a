"""When it is tried again, for every history that there may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.webhooks.schedule import GIVEN_UP_AFTER, LONGEST_ASKED, asked_for, next_try

BEGAN = datetime(2026, 11, 23, 12, tzinfo=UTC)
times = st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=30))
chances = st.floats(min_value=0, max_value=1)
askings = st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


@given(passed=times, attempts=st.integers(1, 1000), chance=chances, asked=askings)
def test_it_tries_later_than_now_and_never_beyond_a_day(passed, attempts, chance, asked):
    at = next_try(began=BEGAN, attempts=attempts, now=BEGAN + passed, chance=chance, asked=asked)
    assert (at is None) is (passed >= GIVEN_UP_AFTER)
    assert at is None or BEGAN + passed < at <= BEGAN + GIVEN_UP_AFTER


@given(attempts=st.integers(1, 50), chance=chances)
def test_it_never_waits_less_after_more_attempts(attempts, chance):
    waits = [next_try(began=BEGAN, attempts=each, now=BEGAN, chance=chance) for each in (attempts, attempts + 1)]
    assert waits == sorted(waits)


@given(chances=st.lists(chances, min_size=40, max_size=40), asked=askings)
def test_it_makes_a_handful_of_attempts_and_ends(chances, asked):
    now, attempts = BEGAN, 0
    for chance in chances:
        attempts += 1
        at = next_try(began=BEGAN, attempts=attempts, now=now, chance=chance, asked=asked)
        if at is None:
            break
        now = at
    assert now == BEGAN + GIVEN_UP_AFTER
    assert 10 <= attempts <= 30


@pytest.mark.parametrize(
    ("asked", "seconds"), [(None, 5), (timedelta(seconds=1), 5), (timedelta(seconds=90), 90), (timedelta(days=9), 300)]
)
def test_it_hears_what_is_asked_within_bounds(asked, seconds):
    at = next_try(began=BEGAN, attempts=1, now=BEGAN, chance=0, asked=asked)
    assert at == BEGAN + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("9" * 400, LONGEST_ASKED),
        (format_datetime(BEGAN + timedelta(minutes=3), usegmt=True), timedelta(minutes=3)),
        (format_datetime(BEGAN - timedelta(minutes=3), usegmt=True), timedelta()),
        ("", None),
        ("-5", None),
        ("٣", None),
        ("soon", None),
        ("Mon, 23 Nov 2026 12:00:00", None),
        ("Mon, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_it_reads_what_is_asked(text, asked):
    assert asked_for(text, BEGAN) == asked
