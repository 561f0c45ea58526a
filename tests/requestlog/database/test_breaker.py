"""The breaker: who may try while the database fails, by a clock that stands still."""

from __future__ import annotations

from requestlog.database.breaker import MOST_FAILURES, SHUT_SECONDS, Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def failed(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_it_lets_pass_until_too_many_have_failed():
    breaker = Breaker(Clock())
    failed(breaker, MOST_FAILURES - 1)
    assert breaker.lets_pass()
    breaker.failed()
    assert not breaker.lets_pass()


def test_it_counts_failures_in_a_row_alone():
    breaker = Breaker(Clock())
    failed(breaker, MOST_FAILURES - 1)
    breaker.succeeded()
    failed(breaker, MOST_FAILURES - 1)
    assert breaker.lets_pass()


def test_it_lets_one_try_when_its_time_is_over():
    clock = Clock()
    breaker = Breaker(clock)
    failed(breaker, MOST_FAILURES)
    clock.now += SHUT_SECONDS
    assert [breaker.lets_pass() for _ in range(3)] == [True, False, False]
    clock.now += SHUT_SECONDS
    assert [breaker.lets_pass() for _ in range(2)] == [True, False]


def test_it_stays_shut_after_a_try_that_failed_and_opens_after_one_that_did_not():
    clock = Clock()
    breaker = Breaker(clock)
    failed(breaker, MOST_FAILURES)
    clock.now += SHUT_SECONDS
    assert breaker.lets_pass()
    breaker.failed()
    assert not breaker.lets_pass()
    breaker.succeeded()
    assert [breaker.lets_pass() for _ in range(3)] == [True] * 3
