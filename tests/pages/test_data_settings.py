"""The settings of data: how long each part is kept, how much there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from feedback.presenting import data_page
from feedback.retention import effects
from projects.models import Project
from requestlog.database.bounded import TookTooLongError
from requestlog.models import Day
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

PAGE = "/p/support/settings/data/"
EMPTY = {"keep_bodies_days": "", "keep_requests_days": "", "keep_votes_days": "", "keep_rated": "on"}
DAYS = ("keep_bodies_days", "keep_requests_days", "keep_votes_days", "keep_rated")
FOREVER = (None, None, None, True)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def stored():
    return Project.objects.values_list(*DAYS).get(slug="support")


def old(project, days, **facts):
    return create_entry(project, at=NOW - timedelta(days=days), **facts)


def test_it_saves_at_once_where_nothing_goes(as_alice, project):
    old(project, 29)
    answer = as_alice.post(PAGE, {**EMPTY, "keep_bodies_days": "30", "keep_requests_days": "365"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Saved." in text_of(answer)
    assert stored() == (30, 365, None, True)
    assert "Saved." not in text_of(as_alice.get(PAGE))


def test_it_says_first_what_goes(as_alice, project):
    for days in (10, 31, 40):
        old(project, days)
    sent = {**EMPTY, "keep_bodies_days": "30", "keep_requests_days": "35"}
    answer = as_alice.post(PAGE, sent)
    assert answer.status_code == 200
    assert "Not saved yet. When it is, these go for good" in text_of(answer)
    assert "2 bodies are older than 30 days." in text_of(answer)
    assert "1 request is older than 35 days." in text_of(answer)
    assert stored() == FOREVER
    assert as_alice.post(PAGE, {**sent, "confirmed": "30/35/None/True"}).status_code == 302
    assert stored() == (30, 35, None, True)


def test_it_asks_again_where_the_limits_are_others_than_were_seen(as_alice, project):
    old(project, 31)
    answer = as_alice.post(PAGE, {**EMPTY, "keep_bodies_days": "7", "confirmed": "30/None/None/True"})
    assert "1 request’s bodies" in text_of(answer)
    assert stored() == FOREVER


def test_it_spares_what_has_votes_if_that_is_kept(as_alice, project):
    create_rated(project, "negative", at=NOW - timedelta(days=31))
    assert as_alice.post(PAGE, {**EMPTY, "keep_requests_days": "30"}).status_code == 302
    without = {**EMPTY, "keep_requests_days": "30", "keep_rated": ""}
    answer = as_alice.post(PAGE, without)
    assert "1 request is older than 30 days" in text_of(answer)
    assert stored() == (None, 30, None, True)


def test_it_says_so_where_there_are_too_many_to_count(as_alice, project, monkeypatch):
    def slow(rows):
        raise TookTooLongError

    monkeypatch.setattr(effects, "up_to", slow)
    assert "Very many votes are older than 1 day." in text_of(as_alice.post(PAGE, {**EMPTY, "keep_votes_days": "1"}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"keep_bodies_days": "0"}, "greater than or equal to 1"),
        ({"keep_votes_days": "-3"}, "greater than or equal to 0"),
        ({"keep_bodies_days": "a week"}, "Enter a whole number"),
        ({"keep_bodies_days": "36501"}, "kept for at most 36,500 days"),
        ({"keep_bodies_days": "9" * 400}, "at most 36,500 days"),
        ({"keep_bodies_days": "31", "keep_requests_days": "30"}, "Bodies go with their requests, after 30 days"),
        ({"keep_votes_days": "31", "keep_requests_days": "30", "keep_rated": ""}, "Votes go with their requests"),
    ],
)
def test_it_names_what_is_wrong_and_keeps_what_was_typed(as_alice, project, changed, said):
    answer = as_alice.post(PAGE, {**EMPTY, **changed})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert all(f'value="{value}"' in answer.content.decode() for value in changed.values() if value)
    assert stored() == FOREVER


def test_it_shows_how_much_there_is(as_alice, project, other_project):
    create_rated(project, "negative")
    create_entry(other_project)
    assert "Requests 1 With bodies 1 Votes 1" in text_of(as_alice.get(PAGE))
    day = {"project": project, "day": NOW.date(), "model": "m", "status_class": 2, "requests": 12_345}
    Day.objects.create(
        **day, **dict.fromkeys(("negative", "positive", "amazing", "commented", "complaints", "timed"), 0)
    )
    page = text_of(as_alice.get(PAGE))
    assert "Requests 12,345 With bodies 1" in page
    assert ("Bodies" in page.partition("On the disk")[2]) is (connection.vendor == "postgresql")


def test_it_says_many_where_counting_takes_too_long(as_alice, project, monkeypatch):
    def slow(rows):
        raise TookTooLongError

    monkeypatch.setattr(data_page, "up_to", slow)
    assert "With bodies many Votes many" in text_of(as_alice.get(PAGE))


@pytest.mark.parametrize("path", ["", "person/", "person/erase/"])
def test_it_is_closed_to_all_but_owners(project, other_project, bob, charlie, client, path):
    for user in (bob, charlie):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        sent = {**EMPTY, "keep_bodies_days": "1", "user": "ann", "sure": "on"}
        assert client.post(PAGE + path, sent).status_code == 404
    assert Client().post(PAGE + path).status_code == 302
    assert stored() == FOREVER


@pytest.mark.parametrize("path", ["", "person/", "person/erase/"])
def test_it_takes_no_form_of_another_site(project, alice, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(PAGE + path, {**EMPTY, "keep_bodies_days": "1", "user": "ann", "sure": "on"}).status_code == 403
    assert stored() == FOREVER
