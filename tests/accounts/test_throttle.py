"""Wrong passwords: how many are let pass, from where, and what is said then."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from sesame.utils import get_token

PASSWORD = "correct horse battery"
WRONG = "Please enter a correct username and password"
LOCKED = "Too many wrong passwords"


def sign_in(username: str = "alice", password: str = "wrong", address: str = "10.0.0.5", **headers: str):
    data = {"username": username, "password": password}
    return Client().post("/accounts/login/", data, REMOTE_ADDR=address, headers=headers)


def fail(times: int, **how: str) -> None:
    for _ in range(times):
        assert sign_in(**how).status_code == 200


def test_it_locks_an_account_at_an_address_after_five_and_says_how_long(alice):
    fail(5)
    for password in ("wrong", PASSWORD):
        answer = sign_in(password=password)
        page = answer.content.decode()
        assert (answer.status_code, LOCKED in page, "15 minutes" in page) == (429, True, True)
        assert 880 <= int(answer.headers["Retry-After"]) <= 900
        assert answer.headers["Cache-Control"] == "no-store"


def test_it_lets_in_again_when_the_time_is_over_however_often_it_was_tried_meanwhile(alice):
    fail(5)
    with time_machine.travel(timezone.now() + timedelta(minutes=14), tick=False):
        answer = sign_in()
        assert (answer.status_code, "1 minute<" in answer.content.decode()) == (429, True)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in(password=PASSWORD).status_code == 302


def test_it_begins_to_count_anew_when_one_is_right(alice):
    for _ in range(3):
        fail(4)
        assert sign_in(password=PASSWORD).status_code == 302


def test_it_lets_the_same_account_in_elsewhere_and_others_there(alice, bob):
    fail(5)
    assert sign_in(password=PASSWORD, address="10.0.0.6").status_code == 302
    assert sign_in(username="bob", password=PASSWORD).status_code == 302


def test_it_locks_an_account_everywhere_after_ten_times_as_many(alice, bob, settings):
    settings.AXES_FAILURE_LIMIT = 1
    for number in range(10):
        fail(1, address=f"10.0.1.{number}")
    assert sign_in(password=PASSWORD, address="10.0.0.6").status_code == 429
    assert sign_in(username="bob", password=PASSWORD, address="10.0.0.6").status_code == 302


def test_it_locks_an_address_for_all_after_ten_times_as_many_even_if_some_were_right(alice, bob, settings):
    settings.AXES_FAILURE_LIMIT = 1
    for number in range(10):
        fail(1, username=f"nobody-{number}")
        assert number == 9 or sign_in(password=PASSWORD).status_code == 302
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(password=PASSWORD, address="10.0.0.6").status_code == 302


@pytest.mark.parametrize("agents", [("a", "b", "c", "d", "e", "f")])
def test_it_is_not_misled_by_other_browsers_nor_by_addresses_that_a_client_makes_up(alice, agents):
    for agent in agents[:5]:
        assert sign_in(**{"user-agent": agent, "x-forwarded-for": f"10.9.9.{ord(agent)}"}).status_code == 200
    assert sign_in(**{"user-agent": "f"}).status_code == 429


def test_it_reads_the_address_behind_trusted_proxies_and_networks_of_ipv6_as_one(alice, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    for number in range(5):
        assert sign_in(**{"x-forwarded-for": f"10.1.1.{number}, 2001:db8::{number}"}).status_code == 200
    assert sign_in(**{"x-forwarded-for": "2001:db8::ffff"}).status_code == 429
    assert sign_in(**{"x-forwarded-for": "2001:db8:0:1::1"}).status_code == 200


@pytest.mark.parametrize("address", ["", "no address", "10.0.0.5:80", "fe80::1%eth0"])
def test_it_counts_by_account_where_no_address_is_known(alice, address):
    fail(5, address=address)
    assert sign_in(password=PASSWORD, address=address).status_code == 429


@pytest.mark.parametrize("username", ["alice", "nobody", "carol"])
def test_it_says_the_same_of_a_wrong_password_a_wrong_name_and_a_closed_account(alice, username):
    User.objects.create_user("carol", password=PASSWORD, is_active=False)
    password = PASSWORD if username == "carol" else "wrong"
    answer = sign_in(username=username, password=password)
    assert (answer.status_code, WRONG in answer.content.decode()) == (200, True)
    fail(4, username=username)
    assert sign_in(username=username).status_code == 429


@pytest.mark.parametrize("username", ["\0", "a\nb", "x" * 5000, "é" * 150, "٣"])
def test_it_answers_any_name(db, username):
    assert sign_in(username=username).status_code == 200


def test_it_has_limits_that_can_be_set(alice, settings):
    settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME = 2, timedelta(seconds=60)
    fail(2)
    answer = sign_in()
    assert (answer.status_code, int(answer.headers["Retry-After"]) <= 60) == (429, True)
    assert "1 minute<" in answer.content.decode()


def test_it_lets_a_sign_in_link_in_meanwhile_which_unlocks(alice):
    fail(5)
    data = {"token": get_token(alice), "next": "/"}
    assert Client().post("/accounts/link/", data, REMOTE_ADDR="10.0.0.5").status_code == 302
    assert sign_in(password=PASSWORD).status_code == 302


def test_it_keeps_neither_the_password_nor_tokens_of_what_failed(alice):
    data = {"username": "alice", "password": "nearly-right", "csrfmiddlewaretoken": "a-token-of-forms"}
    Client().post("/accounts/login/?token=a-token-of-links", data)
    kept = str(AccessAttempt.objects.values().get())
    assert not any(secret in kept for secret in ("nearly-right", "a-token"))


def test_it_leaves_the_administration_no_way_in_of_its_own(alice, client, as_alice):
    answer = Client().get("/admin/requestlog/")
    assert (answer.status_code, answer.url.startswith("/admin/login/")) == (302, True)
    assert Client().get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
    assert Client().post("/admin/login/", {"username": "alice", "password": PASSWORD}).status_code == 405
    assert as_alice.get("/admin/", follow=True).status_code == 404
