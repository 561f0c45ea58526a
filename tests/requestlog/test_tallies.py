"""Calls counted by their ratings."""

from __future__ import annotations

import pytest

from requestlog.tallies import Tally, tally_of, total

TALLY = Tally(requests=10, negative=1, positive=2, amazing=3, commented=4)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ([], 10),
        (["negative"], 1),
        (["positive", "amazing"], 5),
        (["rated"], 6),
        (["rated", "amazing"], 6),
        (["unrated"], 4),
        (["unrated", "negative"], 5),
        (["rated", "unrated"], 10),
    ],
)
def test_it_counts_what_a_filter_by_rating_leaves(words, number):
    assert TALLY.of(words) == number


def test_it_adds_up():
    assert total([TALLY, TALLY]) == Tally(20, 2, 4, 6, 8)
    assert total([]) == Tally()


def test_it_is_made_of_calls_that_are_alike():
    assert tally_of(1, commented=True, calls=3) == Tally(requests=3, negative=3, commented=3)
    assert tally_of(None, commented=False) == Tally(requests=1)
