"""`POST /v1/feedback/`: a database that is away, breaks, or lost the entry meanwhile."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection

from feedback import api, away, services
from feedback.models import Feedback
from projects.api_keys import KeyAuthentication
from requestlog.models import Request


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def is_unavailable(answer):
    return answer.status_code == 503 and answer.headers["Retry-After"] == "5" and "detail" in answer.json()


ERRORS = [OperationalError("could not connect"), InterfaceError("closed"), InternalError("read-only transaction")]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_it_asks_to_come_again_when_the_database_is_away(entry, vote, monkeypatch, error):
    monkeypatch.setattr(services, "place_of", failing(error))
    assert is_unavailable(vote())
    assert not Feedback.objects.exists()


def test_it_asks_to_come_again_when_the_key_cannot_be_looked_up(entry, vote, monkeypatch, public_key):
    monkeypatch.setattr(KeyAuthentication, "authenticate", failing(OperationalError("could not connect")))
    assert is_unavailable(vote(key=public_key))


def test_it_asks_to_come_again_when_the_vote_cannot_be_stored(entry, vote, monkeypatch):
    monkeypatch.setattr(services.statements, "store", failing(OperationalError("lock timeout")))
    assert is_unavailable(vote())
    entry.refresh_from_db()
    assert (entry.rating, Feedback.objects.count()) == (None, 0)


def test_it_answers_404_when_the_entry_was_pruned_meanwhile(entry, vote):
    Request.objects.all().delete()
    assert vote().status_code == 404
    assert not Feedback.objects.exists()


on_a_server = pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="needs a server")


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_tries_anew_when_the_connection_breaks_and_answers_200_for_its_own_vote(entry, vote, monkeypatch):
    """The break comes between COMMIT and its answer: the vote is stored, the caller does not know."""
    store, breaks = services.statements.store, iter([True])

    def stored_but_broken(given):
        stored = store(given)
        if next(breaks, False):
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        return stored

    monkeypatch.setattr(services.statements, "store", stored_but_broken)
    answer = vote(tags=["a"])
    assert (answer.status_code, Feedback.objects.count()) == (200, 1)
    assert vote().status_code == 208


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_survives_a_connection_that_the_server_ended(entry, vote):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ended = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [ended])
    other.close()
    assert vote().status_code == 200


@pytest.fixture
def closing_door(monkeypatch):
    monkeypatch.setattr(away, "door", away.Door())
    monkeypatch.setattr(api, "door", away.door)
    return away.door


def test_it_lets_one_wait_for_all_when_there_is_no_connection(entry, vote, monkeypatch, closing_door):
    with monkeypatch.context() as patched:
        patched.setattr(services, "place_of", failing(OperationalError("couldn't get a connection after 2 sec")))
        patched.setattr(away, "connection", SimpleNamespace(connection=None))
        assert is_unavailable(vote())
    assert is_unavailable(vote())
    closing_door.closed_until = time.monotonic()
    assert vote().status_code == 200


def test_it_keeps_voting_when_one_vote_fails_on_a_good_connection(entry, vote, monkeypatch, closing_door):
    with monkeypatch.context() as patched:
        patched.setattr(services, "place_of", failing(OperationalError("lock timeout")))
        assert is_unavailable(vote())
    assert vote().status_code == 200
