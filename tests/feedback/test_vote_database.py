"""`POST /v1/feedback/`: a database that is away, breaks, or lost the entry meanwhile."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import DataError, InterfaceError, InternalError, OperationalError, connection
from psycopg.errors import ReadOnlySqlTransaction

from feedback import api, away
from feedback.authentication import VoterAuthentication
from feedback.models import Feedback, Reason, Tag, VoteEvent
from feedback.services import giving
from requestlog.models import Request
from tests.webhooks.world import create_webhook


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def is_unavailable(answer):
    return answer.status_code == 503 and answer.headers["Retry-After"] == "5" and "detail" in answer.json()


READ_ONLY = InternalError("read-only transaction")
READ_ONLY.__cause__ = ReadOnlySqlTransaction()
ERRORS = [OperationalError("could not connect"), InterfaceError("closed"), READ_ONLY]


@pytest.fixture(autouse=True)
def door(monkeypatch) -> away.Door:
    """One that no other test has shut, by a clock that stands still."""
    door = away.Door(lambda: door.now)
    door.now = 0.0
    monkeypatch.setattr(api, "door", door)
    return door


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_it_asks_to_come_again_when_the_database_is_away(entry, vote, monkeypatch, error):
    monkeypatch.setattr(giving, "place_of", failing(error))
    assert is_unavailable(vote())
    assert not Feedback.objects.exists()


def test_it_asks_to_come_again_when_the_key_cannot_be_looked_up(entry, vote, monkeypatch, public_key):
    monkeypatch.setattr(VoterAuthentication, "authenticate", failing(OperationalError("could not connect")))
    assert is_unavailable(vote(key=public_key))


def test_it_asks_to_come_again_when_the_vote_cannot_be_stored(entry, vote, monkeypatch):
    monkeypatch.setattr(giving.statements, "store", failing(OperationalError("lock timeout")))
    assert is_unavailable(vote())
    entry.refresh_from_db()
    assert (entry.rating, Feedback.objects.count()) == (None, 0)


def test_it_answers_404_when_the_entry_was_pruned_meanwhile(entry, vote):
    Request.objects.all().delete()
    assert vote().status_code == 404
    assert not Feedback.objects.exists()


class Killed(BaseException):
    """The end of the process."""


def test_it_leaves_nothing_on_a_pruned_entry_where_it_is_killed_after_its_commit(project, entry, vote, monkeypatch):
    create_webhook(project)
    Request.objects.all().delete()
    store, stored = giving.statements.store, []

    def killed(*given, **more):
        stored.append(store(*given, **more))
        raise Killed

    monkeypatch.setattr(giving.statements, "store", killed)
    with pytest.raises(Killed):
        vote(comment="wrong", tags=["a"], reasons=["wrong"])
    assert stored == [False]
    assert not any(rows.objects.exists() for rows in (Feedback, Tag, Reason, VoteEvent))


on_a_server = pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="needs a server")


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_tries_anew_when_the_connection_breaks_and_answers_200_for_its_own_vote(entry, vote, monkeypatch):
    """The break comes between COMMIT and its answer: the vote is stored, the caller does not know."""
    store, breaks = giving.statements.store, iter([True])

    def stored_but_broken(given, **more):
        stored = store(given, **more)
        if next(breaks, False):
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        return stored

    monkeypatch.setattr(giving.statements, "store", stored_but_broken)
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


def test_it_sends_votes_away_at_once_after_three_have_failed(entry, vote, monkeypatch, door):
    with monkeypatch.context() as patched:
        patched.setattr(giving, "place_of", failing(OperationalError("couldn't get a connection after 2 sec")))
        assert all(is_unavailable(vote()) for _ in range(3))
    assert is_unavailable(vote())
    assert not Feedback.objects.exists()
    door.now += 2
    assert [vote().status_code for _ in range(2)] == [200, 208]


def test_it_keeps_voting_when_one_vote_fails(entry, vote, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(giving, "place_of", failing(OperationalError("lock timeout")))
        assert is_unavailable(vote())
    assert vote().status_code == 200


def test_it_knows_by_a_vote_on_nothing_that_the_database_is_back(entry, vote, door):
    for _ in range(3):
        door.failed()
    door.now += 2
    assert vote(message_id="none").status_code == 404
    assert vote().status_code == 200


def test_it_does_not_call_a_mistake_of_its_own_an_absence(entry, vote, monkeypatch):
    monkeypatch.setattr(giving.statements, "store", failing(DataError("value too long")))
    with pytest.raises(DataError):
        vote()
