"""The calls that a key has open at a time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gateway.in_flight import InFlight


def test_it_refuses_a_call_over_the_limit_until_one_ends():
    calls = InFlight(2)
    assert [calls.enter("a") for _ in range(3)] == [True, True, False]
    calls.leave("a")
    assert [calls.enter("a"), calls.enter("a")] == [True, False]


def test_it_counts_each_key_by_itself():
    calls = InFlight(1)
    assert [calls.enter(key) for key in ("a", "b", "", "a")] == [True, True, True, False]


def test_it_sets_no_limit_at_zero():
    calls = InFlight(0)
    assert all(calls.enter("a") for _ in range(10_000))


@given(st.integers(1, 3), st.lists(st.tuples(st.booleans(), st.sampled_from("abc"))))
def test_it_never_has_more_open_than_the_limit_and_remembers_no_key_without_a_call(most, steps):
    calls, open_calls = InFlight(most), Counter()
    for enters, key in steps:
        if enters:
            assert calls.enter(key) is (open_calls[key] < most)
            open_calls[key] = min(open_calls[key] + 1, most)
        elif open_calls[key]:
            calls.leave(key)
            open_calls[key] -= 1
    assert calls._open == +open_calls
