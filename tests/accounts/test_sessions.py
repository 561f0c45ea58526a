"""Sessions: how long they last, what ends them, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from projects.accounts.sessions import clear_sessions
from projects.models import Membership, Session
from tests.questions import Questions

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def signed_in(username: str = "alice", **headers: str) -> Client:
    client = Client(headers=headers)
    answer = client.post("/accounts/login/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def after(**time: int):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_it_keeps_whose_and_from_where_a_session_is_and_no_key(alice):
    client = signed_in(**{"user-agent": FIREFOX})
    row = Session.objects.get()
    assert (row.account, row.address, row.user_agent) == (alice, "127.0.0.1", FIREFOX)
    key = client.cookies["session"].value
    assert key not in str(row.__dict__)
    client.cookies["session"] = row.session_key
    assert not is_in(client)


def test_it_ends_after_twelve_hours_without_use_and_not_while_it_is_used(alice):
    client = signed_in()
    for _ in range(3):
        with after(hours=11, minutes=59):
            assert is_in(client)
            in_use = Session.objects.get().last_seen_at
        with time_machine.travel(in_use + timedelta(hours=11, minutes=59), tick=False):
            assert is_in(client)
    with time_machine.travel(Session.objects.get().last_seen_at + timedelta(hours=12, seconds=1), tick=False):
        assert not is_in(client)


def test_it_ends_two_weeks_after_the_sign_in_however_much_it_is_used(alice):
    client, began = signed_in(), Session.objects.get().created_at
    for half_day in range(1, 32):
        with time_machine.travel(began + timedelta(hours=11 * half_day), tick=False):
            assert is_in(client) == (11 * half_day < 14 * 24)


def test_it_notes_the_use_once_a_minute_and_asks_once_a_request(project, alice):
    client = signed_in()
    client.get("/account/")
    with Questions() as asked:
        client.get("/account/")
    of_sessions = [query["sql"] for query in asked.captured_queries if "projects_session" in query["sql"]]
    assert len(of_sessions) == 2  # its own, and the page's list
    assert not any(sql.startswith("UPDATE") for sql in of_sessions)
    with after(seconds=61):
        client.get("/account/")
        assert Session.objects.get().last_seen_at == timezone.now()


def test_it_does_not_take_a_page_that_asks_by_itself_for_use(alice):
    client, before = signed_in(), Session.objects.get().last_seen_at
    with after(hours=1):
        assert client.get("/account/", headers={"sec-fetch-mode": "cors"}).status_code == 200
        assert Session.objects.get().last_seen_at == before
        client.get("/account/", headers={"sec-fetch-mode": "navigate"})
        assert Session.objects.get().last_seen_at == timezone.now()


def test_it_begins_anew_with_another_key_at_each_sign_in(alice):
    client = signed_in()
    before = client.cookies["session"].value
    client.post("/accounts/logout/")
    assert not Session.objects.exists()
    client.post("/accounts/login/", {"username": "alice", "password": PASSWORD})
    assert client.cookies["session"].value != before
    client.cookies["session"] = before
    assert not is_in(client)


def test_it_ends_on_the_server_at_sign_out(alice):
    client = signed_in()
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value
    assert is_in(stolen)
    client.post("/accounts/logout/")
    assert not is_in(stolen)


def test_it_does_not_live_again_once_it_was_ended(project, other_project, alice):
    Membership.objects.create(project=other_project, user=alice)
    client = signed_in()
    Session.objects.all().delete()
    assert client.get("/p/support/requests/").status_code == 302
    assert not Session.objects.exists()


def test_it_ends_when_a_person_is_deactivated_for_good(alice):
    client, root = signed_in(), Client()
    root.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    form = {"username": "alice", "date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
    answer = root.post(f"/admin/auth/user/{alice.pk}/change/", form)
    assert answer.status_code == 302
    assert not is_in(client)
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert not is_in(client)
    assert not Session.objects.filter(account=alice).exists()


def test_it_is_of_no_use_while_a_person_is_deactivated_in_any_way(alice):
    client = signed_in()
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_it_sees_nothing_of_a_project_from_which_its_person_was_removed(project, bob):
    client = signed_in("bob")
    assert client.get("/p/support/requests/").status_code == 200
    Membership.objects.filter(user=bob).delete()
    assert client.get("/p/support/requests/").status_code == 404
    assert client.get("/p/support/requests.csv").status_code == 404


def test_it_ends_with_its_person(alice):
    client = signed_in()
    User.objects.all().delete()
    assert not is_in(client)
    assert not Session.objects.exists()


@pytest.mark.parametrize("cookie", ["", "x", "\0", "é" * 32, "a" * 5000, "../../etc/passwd"])
def test_it_takes_any_cookie_for_none(db, cookie):
    client = Client(headers={"cookie": f"session={cookie}"})
    assert client.get("/account/").status_code == 302


def test_it_is_cleared_away_when_it_has_ended(alice, bob):
    signed_in()
    with after(hours=11):
        signed_in("bob")
    assert clear_sessions(now=timezone.now() + timedelta(hours=13)) == 1
    assert Session.objects.get().account == bob
