"""Intervals against the examples that Newcombe published (Statistics in Medicine 17, 1998: 857–872 and 873–890).

statsmodels 0.15.0 (`proportion_confint`, `confint_proportions_2indep`) and SciPy 1.17.1 give the same digits.
"""

from __future__ import annotations

import pytest

from insights.statistics import Interval, counts_differ, difference, lift, ratio, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_it_gives_the_published_interval_of_a_share(part: int, whole: int, low: float, high: float):
    interval = wilson(part, whole)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_it_gives_the_published_interval_of_a_difference(now, before, low: float, high: float):
    interval = difference(*now, *before)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("part", "whole"), [(0, 1), (1, 1), (0, 100_000), (100_000, 100_000)])
def test_it_stays_between_nothing_and_all(part: int, whole: int):
    interval = wilson(part, whole)
    assert 0.0 <= interval.low < interval.high <= 1.0
    assert interval.holds(part / whole)


def test_it_knows_what_it_holds():
    assert Interval(-0.1, 0.2).holds(0)
    assert not Interval(0.1, 0.2).holds(0)


def test_it_says_how_many_times_as_often():
    assert lift(30, 60, 10, 100) == pytest.approx(5.0)


@pytest.mark.parametrize("counts", [(3, 3, 0, 50), (3, 3, 0, 0), (0, 0, 1, 2)])
def test_it_compares_with_nothing_only_where_there_is_something(counts):
    assert lift(*counts) is None


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # SciPy's documentation of `scipy.stats.contingency.relative_risk`, an example of smoking and coronary disease
        ((27, 122, 44, 487), 1.5836990926700116, 3.7886786315466354),
        # Agresti, An Introduction to Categorical Data Analysis (2007), 2.2.3: aspirin and heart attacks
        ((189, 11_034, 104, 11_037), 1.43, 2.31),
    ],
)
def test_it_gives_the_published_interval_of_a_ratio(counts, low: float, high: float):
    found = ratio(*counts)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.005 if low == 1.43 else 1e-9)


@pytest.mark.parametrize("counts", [(0, 30, 5, 50), (3, 3, 0, 50), (0, 0, 1, 2)])
def test_it_gives_no_interval_of_a_ratio_with_nothing(counts):
    assert ratio(*counts) is None


@pytest.mark.parametrize(
    ("now", "before", "differ"),
    [(0, 0, False), (10, 10, False), (3, 1, False), (60, 40, True), (59, 41, False), (0, 6, True), (1000, 880, True)],
)
def test_it_tells_counts_apart_where_chance_hardly_could(now: int, before: int, differ: bool):
    assert counts_differ(now, before) is differ
    assert counts_differ(before, now) is differ
