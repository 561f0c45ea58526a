"""How long a statement may take, and what becomes of its connection when that has passed."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import _WaitTimeout

from requestlog.database import patience
from requestlog.database.breaker import Breaker
from requestlog.database.patience import HungError, Patience, PatientConnection, within

on_a_server = pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="needs a server")


@pytest.fixture
def limits(monkeypatch) -> list[float]:
    """The time limits that psycopg was given; it finds each of them passed."""
    asked: list[float] = []

    def wait(connection, gen, interval, timeout):
        asked.append(timeout)
        raise _WaitTimeout

    monkeypatch.setattr(psycopg.Connection, "wait", wait)
    monkeypatch.setattr(patience, "breaker", Breaker())
    # A command that another test has called may have made it its own
    monkeypatch.setattr(patience, "patience", Patience())
    return asked


@pytest.fixture
def patient() -> PatientConnection:
    """A connection whose socket nobody opened."""
    patient = PatientConnection.__new__(PatientConnection)
    patient.pgconn = SimpleNamespace(finished=0, status=1)
    patient.pgconn.finish = lambda: vars(patient.pgconn).update(finished=patient.pgconn.finished + 1)
    return patient


def test_it_gives_up_the_statement_and_the_connection(limits, patient):
    with pytest.raises(HungError, match=r"within 5\.5 seconds"):
        patient.wait(iter(()))
    assert (limits, patient.pgconn.finished) == ([5.5], 1)


def test_it_waits_as_long_as_the_block_says_and_no_longer(limits, patient):
    for seconds in (2.2, 7.0):
        with within(seconds), pytest.raises(HungError):
            patient.wait(iter(()))
    with pytest.raises(HungError):
        patient.wait(iter(()))
    assert limits == [2.2, 7.0, 5.5]


def test_it_waits_longer_in_a_process_for_which_nobody_waits(limits, patient, monkeypatch):
    monkeypatch.setattr(patience.patience, "seconds", 30.0)
    with pytest.raises(HungError):
        patient.wait(iter(()))
    assert limits == [30.5]


def test_it_tells_the_breaker(limits, patient):
    for _ in range(3):
        assert patience.breaker.lets_pass()
        with pytest.raises(HungError):
            patient.wait(iter(()))
    assert not patience.breaker.lets_pass()


def test_it_leaves_a_limit_of_the_callers_own_to_the_caller(limits, patient):
    with pytest.raises(_WaitTimeout):
        patient.wait(iter(()), timeout=0.5)
    assert (limits, patient.pgconn.finished) == ([0.5], 0)


@pytest.fixture
def fresh_breaker(monkeypatch):
    monkeypatch.setattr(patience, "breaker", Breaker())


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_ends_a_statement_and_works_on_with_another_connection(fresh_breaker):
    with within(0.2), connection.cursor() as cursor, pytest.raises(OperationalError, match=r"within 0\.2 seconds"):
        cursor.execute("SELECT pg_sleep(4)")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_lets_the_server_end_a_long_statement_itself():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("5s",)


def test_it_sees_that_a_server_has_hung_up_without_asking_it():
    from requestlog.database.postgresql.base import has_ended

    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert not has_ended(ours)
        theirs.close()
        assert has_ended(ours)
