"""Error pages: plain words in the site's own look, whatever is broken."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled

from requestlog import views


@pytest.fixture
def patient(as_alice) -> Client:
    as_alice.raise_request_exception = False
    return as_alice


def test_it_shows_a_page_where_nothing_is(as_alice):
    answer = as_alice.get("/nothing")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_it_says_that_the_database_is_away(project, patient, monkeypatch):
    monkeypatch.setattr(views, "open_project", failing_with(OperationalError("connection refused")))
    answer = patient.get("/p/support/requests/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The database is away" in answer.content.decode()
    assert "refused" not in answer.content.decode()


def test_it_says_that_the_database_took_too_long_and_what_to_do(project, patient, monkeypatch):
    error = OperationalError("canceling statement due to statement timeout")
    error.__cause__ = QueryCanceled()
    monkeypatch.setattr(views, "open_project", failing_with(error))
    answer = patient.get("/p/support/requests/")
    assert answer.status_code == 503
    assert "Narrow the time" in answer.content.decode()


def test_it_says_that_something_went_wrong_and_not_what(project, patient, monkeypatch):
    monkeypatch.setattr(views, "open_project", failing_with(ZeroDivisionError("secret detail")))
    answer = patient.get("/p/support/requests/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_it_says_that_a_form_is_stale(alice):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "alice", "password": "x"})
    assert answer.status_code == 403
    assert "gone stale" in answer.content.decode()


def test_it_answers_a_malformed_host_with_a_page(db, client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


def failing_with(error: Exception):
    def fail(*_: object) -> None:
        raise error

    return fail
