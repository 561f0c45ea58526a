"""Sign-in by password, by a link that works once, sign-out, and home."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from sesame.utils import get_token

from projects import signin
from projects.models import Membership

PASSWORD = "correct horse battery"


@pytest.fixture
def link(alice) -> str:
    return "/accounts/link/?" + urlencode({"token": get_token(alice), "next": "/p/support/requests/?rating=negative"})


def test_it_signs_in_by_password_and_goes_on_to_the_page_that_was_asked_for(project, client):
    data = {"username": "alice", "password": PASSWORD, "next": "/p/support/requests/"}
    answer = client.post("/accounts/login/", data)
    assert (answer.status_code, answer.url) == (302, "/p/support/requests/")


def test_it_says_that_a_password_is_wrong(project, client):
    answer = client.post("/accounts/login/", {"username": "alice", "password": "wrong"})
    assert answer.status_code == 200
    assert "Please enter a correct username and password" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_signs_in_by_a_link_only_when_the_button_is_pressed(project, alice, client, link):
    assert "once" in client.get(link).content.decode()
    alice.refresh_from_db()
    assert alice.last_login is None
    assert "_auth_user_id" not in client.session
    answer = press(client, link)
    assert (answer.status_code, answer.url) == (302, "/p/support/requests/?rating=negative")
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_it_refuses_a_link_that_was_used(project, client, link):
    press(client, link)
    other = Client()
    for answer in (other.get(link), press(other, link)):
        assert answer.status_code == 403
        assert "gptboost signinlink" in answer.content.decode()
    assert "_auth_user_id" not in other.session


def test_it_gives_a_link_to_one_of_two_who_checked_it_before_either_used_it(alice, monkeypatch):
    token, now = get_token(alice), timezone.now()
    seen_unused = signin.holder_of(token)
    monkeypatch.setattr(signin, "holder_of", lambda _: seen_unused)
    won = [signin.redeem(token=token, now=now + timedelta(seconds=place)) for place in range(2)]
    assert won == [alice, None]


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 50, "A" * 4000])
def test_it_refuses_a_link_that_never_was(db, client, token):
    assert client.get("/accounts/link/", {"token": token}).status_code == 403
    assert client.post("/accounts/link/", {"token": token}).status_code == 403


def test_it_refuses_a_link_that_has_expired(alice, client, link, settings):
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESAME_MAX_AGE + 60)):
        assert client.get(link).status_code == 403
        assert press(client, link).status_code == 403


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(project, alice, client, next):
    answer = client.post("/accounts/link/", {"token": get_token(alice), "next": next})
    assert (answer.status_code, answer.url) == (302, "/")


def test_it_starts_a_new_session_on_sign_in(project, client, link):
    client.get("/accounts/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = before = session.session_key
    press(client, link)
    assert client.session.session_key != before


def test_it_signs_out_by_post_alone(project, as_alice):
    assert as_alice.get("/accounts/logout/").status_code == 405
    answer = as_alice.post("/accounts/logout/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert "_auth_user_id" not in as_alice.session


def test_it_leads_home_to_the_project_used_last(project, other_project, alice, as_alice):
    Membership.objects.create(project=other_project, user=alice)
    assert as_alice.get("/").url == "/p/other/"
    as_alice.get("/p/support/requests/")
    assert as_alice.get("/").url == "/p/support/"
    Membership.objects.filter(project=project, user=alice).delete()
    assert as_alice.get("/").url == "/p/other/"


def test_it_tells_a_person_without_project_so(db, client):
    client.force_login(User.objects.create_user("dana"), backend="django.contrib.auth.backends.ModelBackend")
    assert "You are in no project yet" in client.get("/", follow=True).content.decode()


def test_it_leads_the_anonymous_from_home_to_sign_in(db, client):
    assert client.get("/").url == "/accounts/login/?next=/"


def press(client: Client, link: str):
    """What the link's page does when its button is pressed."""
    page = client.get(link)
    form = page.context.get("form") if page.status_code == 200 else None
    data = form.data if form else dict(part.split("=") for part in link.partition("?")[2].split("&"))
    return client.post("/accounts/link/", data)
