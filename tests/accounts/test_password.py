"""Changing one's password: wrong old ones are counted and locked as wrong ones at sign-in are."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from tests.accounts.test_sessions import PASSWORD, is_in, signed_in

NEW = "another horse, another battery"
SAID = "Your old password was entered incorrectly"


def change(client: Client, old: str = "wrong", new: str = NEW, **how: str):
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", form, **how)


def fail(client: Client, times: int) -> None:
    for _ in range(times):
        answer = change(client)
        assert (answer.status_code, SAID in answer.content.decode()) == (200, True)


def test_it_is_locked_after_five_wrong_ones_in_the_words_of_sign_in(alice):
    here = signed_in()
    fail(here, 5)
    for old in ("wrong", PASSWORD):
        answer = change(here, old)
        page = answer.content.decode()
        seen = (answer.status_code, "Too many wrong passwords" in page, "15 minutes" in page)
        assert seen == (429, True, True)
        assert 880 <= int(answer.headers["Retry-After"]) <= 900
        assert 'href="/account/"' in page
    alice.refresh_from_db()
    assert (alice.check_password(PASSWORD), is_in(here)) == (True, True)


def test_it_takes_the_right_one_when_the_time_is_over(alice):
    here = signed_in()
    fail(here, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        assert change(here, PASSWORD).url == "/account/"
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_it_counts_together_with_sign_in(alice):
    here = signed_in()
    fail(here, 5)
    form = {"username": "alice", "password": PASSWORD}
    assert Client().post("/accounts/login/", form).status_code == 429
    assert Client().post("/accounts/login/", form, REMOTE_ADDR="10.0.0.6").status_code == 302
    assert change(here, PASSWORD, REMOTE_ADDR="10.0.0.6").status_code == 302


def test_it_leaves_other_accounts_alone(alice, bob):
    here, there = signed_in(), signed_in("bob")
    fail(here, 5)
    assert change(there, PASSWORD).url == "/account/"
    assert change(here, PASSWORD).status_code == 429


@pytest.mark.parametrize("new", [NEW, "short"])
def test_it_begins_to_count_anew_after_a_right_one_whatever_the_new_one_is(alice, new):
    here = signed_in()
    fail(here, 4)
    assert AccessAttempt.objects.get().failures_since_start == 4
    assert change(here, PASSWORD, new).status_code == (302 if new == NEW else 200)
    assert not AccessAttempt.objects.exists()
    fail(here, 4)


def test_it_counts_none_that_was_not_said(alice):
    here = signed_in()
    assert change(here, "").status_code == 200
    assert not AccessAttempt.objects.exists()


def test_it_keeps_none_of_the_three_passwords(alice):
    change(signed_in(), "nearly-right", "of-the-future")
    kept = str(AccessAttempt.objects.values().get())
    assert "/account/password/" in kept
    assert not any(secret in kept for secret in ("nearly-right", "of-the-future"))
