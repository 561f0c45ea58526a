"""Where one is led: on the first day, and on all others."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from sesame.utils import get_token

from projects.models import Membership
from tests.accounts.test_sessions import signed_in
from tests.factories import create_entry


def test_it_leads_to_connect_after_the_first_sign_in_once(project, alice):
    client = signed_in()
    assert [client.get("/").url for _ in range(2)] == ["/p/support/connect/", "/p/support/"]
    client.post("/accounts/logout/")
    assert signed_in().get("/").url == "/p/support/"


def test_it_leads_there_by_a_link_as_well(project, alice, client):
    client.post("/accounts/link/", {"token": get_token(alice), "next": "/"})
    assert client.get("/").url == "/p/support/connect/"


def test_it_leads_to_the_log_where_there_is_something_to_read(project, alice):
    create_entry(project)
    assert signed_in().get("/").url == "/p/support/"


def test_it_leads_to_the_project_that_was_used_last(project, other_project, alice):
    Membership.objects.create(project=other_project, user=alice)
    client = signed_in()
    client.get("/p/support/requests/")
    client.get("/")
    assert client.get("/").url == "/p/support/"


def test_it_makes_nobody_by_itself(db):
    assert User.objects.count() == 0


@pytest.mark.parametrize(("username", "password"), [("admin", "admin"), ("operator", ""), ("operator", "operator")])
def test_it_has_no_password_that_one_could_know(db, username, password):
    answer = Client().post("/accounts/login/", {"username": username, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session
