"""A limit of time for a question, and what becomes of the connection when it has passed."""

from __future__ import annotations

import time

import pytest
from django.db import connection, transaction

from requestlog.database.away import is_away
from requestlog.database.bounded import TookTooLongError, at_most, part_of_screen
from requestlog.database.breaker import Breaker
from requestlog.database.patience import breaker

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"


def ask(sql: str = "SELECT 1") -> object:
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()


def backend() -> object:
    """What tells one connection from another."""
    return ask("SELECT pg_backend_pid()") if connection.vendor == "postgresql" else id(connection.connection)


@pytest.mark.django_db(transaction=True)
def test_it_ends_a_statement_and_works_on_with_the_same_connection():
    before = backend()
    with pytest.raises(TookTooLongError, match="too long") as error, at_most(0.2):
        ask(ENDLESS)
    assert backend() == before
    assert not is_away(error.value)


@pytest.mark.django_db
def test_it_leaves_a_transaction_around_it_as_it_was(alice):
    with transaction.atomic():
        alice.first_name = "Al"
        alice.save()
        with pytest.raises(TookTooLongError), at_most(0.1):
            ask(ENDLESS)
    alice.refresh_from_db()
    assert alice.first_name == "Al"


@pytest.mark.django_db
def test_it_counts_the_time_of_the_whole_block():
    with at_most(0.05):
        time.sleep(0.1)
        with pytest.raises(TookTooLongError):
            at_most(60).__enter__()


@pytest.mark.django_db
@pytest.mark.parametrize("limits", [(0.1, 60.0), (60.0, 0.1)])
def test_it_takes_the_earlier_end_of_two(limits):
    outer, inner = limits
    with pytest.raises(TookTooLongError), at_most(outer), at_most(inner):
        ask(ENDLESS)


@pytest.mark.django_db
def test_it_goes_by_the_outer_limit_after_an_inner_one():
    def asked() -> None:
        with at_most(0.3):
            with at_most(60):
                ask()
            ask(ENDLESS)

    with pytest.raises(TookTooLongError):
        asked()


@pytest.mark.django_db
def test_it_has_no_limit_after_the_block():
    with at_most(0.01):
        ask()
    time.sleep(0.02)
    assert ask(ENDLESS.replace("FROM n)", "FROM n WHERE i < 300000)")) == (0,)


@pytest.mark.django_db(transaction=True)
def test_it_does_not_tell_the_breaker_of_a_failure(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(Breaker, "failed", lambda self: told.append("failed"))
    for _ in range(4):
        with pytest.raises(TookTooLongError), at_most(0.02):
            ask(ENDLESS)
    assert told == []
    assert breaker.lets_pass()


@pytest.mark.django_db
def test_it_lets_other_errors_pass():
    with pytest.raises(ZeroDivisionError), at_most(1):
        1 / 0  # noqa: B018


@pytest.mark.django_db
def test_it_does_without_a_part_of_a_screen_that_takes_too_long(settings):
    settings.SCREEN_SECONDS = 0.5
    assert part_of_screen(ask, None) == (1,)
    assert part_of_screen(lambda: ask(ENDLESS), "left out") == "left out"
