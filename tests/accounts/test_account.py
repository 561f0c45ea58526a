"""One's own account: who one is, one's password, and where one is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects.models import Session
from tests.accounts.test_sessions import FIREFOX, PASSWORD, is_in, signed_in

NEW = "another horse, another battery"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


def page_of(client: Client) -> str:
    return " ".join(client.get("/account/").content.decode().split())


def key_of(client: Client) -> str:
    """What stands for the session of `client` in the page's forms."""
    return Session.objects.exclude(user_agent=FIREFOX).get().session_key


def test_it_says_who_one_is_and_where_one_is_signed_in_in_words(alice):
    elsewhere = signed_in(**{"user-agent": SAFARI})
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=2), tick=False):
        page = page_of(signed_in(**{"user-agent": FIREFOX}))
    assert "alice@example.org" in page
    assert page.index("Firefox on Linux") < page.index("this one") < page.index("Safari on iPhone")
    assert "127.0.0.1 · last seen" in page
    assert "5 minutes ago" in page
    assert elsewhere.cookies["session"].value not in page


def test_it_shows_no_sessions_of_others(alice, bob):
    signed_in("bob", **{"user-agent": SAFARI})
    assert "Safari" not in page_of(signed_in(**{"user-agent": FIREFOX}))


def test_it_ends_one_session(alice):
    here, there = signed_in(**{"user-agent": FIREFOX}), signed_in(**{"user-agent": SAFARI})
    answer = here.post("/account/sessions/end/", {"session": key_of(there)})
    assert (answer.status_code, answer.url) == (302, "/account/")
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize("key", ["", "x", "\0", "'; DROP TABLE", "é" * 5000])
def test_it_knows_no_session_by_another_name(alice, key):
    client = signed_in()
    assert client.post("/account/sessions/end/", {"session": key}).status_code == 404
    assert is_in(client)


def test_it_ends_no_session_of_somebody_else(alice, bob):
    here, there = signed_in(**{"user-agent": FIREFOX}), signed_in("bob")
    assert here.post("/account/sessions/end/", {"session": key_of(there)}).status_code == 404
    assert is_in(there)


def test_it_ends_all_others_and_none_of_somebody_else(alice, bob):
    here, *others, of_bob = signed_in(), signed_in(), signed_in(), signed_in("bob")
    assert here.post("/account/sessions/end-others/").status_code == 302
    assert [is_in(each) for each in (here, *others, of_bob)] == [True, False, False, True]


def test_it_changes_the_password_and_ends_all_other_sessions(alice):
    here, there = signed_in(), signed_in()
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/account/password/", form).url == "/account/"
    assert (is_in(here), is_in(there), Session.objects.count()) == (True, False, 1)
    alice.refresh_from_db()
    assert alice.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "Your old password was entered incorrectly"),
        (PASSWORD, "short horse", "short horse", "at least 12 characters"),
        (PASSWORD, "q1w2e3r4t5y6", "q1w2e3r4t5y6", "too common"),
        (PASSWORD, "836501846501", "836501846501", "entirely numeric"),
        (PASSWORD, "alice@example.org", "alice@example.org", "too similar to the email address"),
        (PASSWORD, NEW, NEW + "x", "match"),
    ],
)
def test_it_refuses_a_wrong_old_password_and_a_weak_new_one(alice, old, new, again, said):
    here, there = signed_in(), signed_in()
    answer = here.post("/account/password/", {"old_password": old, "new_password1": new, "new_password2": again})
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert is_in(there)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_it_sets_a_password_for_who_has_none(alice, as_alice):
    alice.set_unusable_password()
    alice.save()
    as_alice.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert "Set one" in page_of(as_alice)
    assert "Old password" not in as_alice.get("/account/password/").content.decode()
    assert as_alice.post("/account/password/", {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert "Change it" in page_of(as_alice)


def test_it_lists_no_session_of_a_password_that_was_changed_elsewhere(alice):
    signed_in(**{"user-agent": SAFARI})
    alice.set_password(PASSWORD)
    alice.save()
    assert "Safari" not in page_of(signed_in(**{"user-agent": FIREFOX}))


def test_it_shows_what_a_browser_says_of_itself_as_text_alone(alice):
    signed_in(**{"user-agent": '"><script>alert(1)</script>'})
    page = page_of(signed_in(**{"user-agent": FIREFOX}))
    assert "An unknown browser" in page
    assert "<script>alert" not in page
