"""The settings of votes: who may change them, what is kept, what is shown once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from feedback.models import HeldVote
from feedback.services.holding import expire_held, hold
from projects import keys, services
from projects.models import ApiKey, Project
from requestlog.ratings import Rating
from tests.factories import NOW

PAGE = "/p/support/settings/votes/"
SENT = {
    "feedback_needs_key": "on",
    "vote_tokens": "on",
    "vote_hold_minutes": "60",
    "reasons": "wrong\n\n too long \nwrong",
}


def stored() -> Project:
    return Project.objects.get(slug="support")


def test_it_keeps_what_an_owner_sets_and_says_so(as_alice, project):
    answer = as_alice.post(PAGE, SENT, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Saved." in answer.content.decode()
    now = stored()
    assert (now.feedback_needs_key, now.vote_tokens, now.vote_hold_minutes) == (True, True, 60)
    assert now.reasons == ["wrong", "too long"]
    assert "Saved." not in as_alice.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vote_hold_minutes": "10081"}, "less than or equal to 10080"),
        ({"vote_hold_minutes": "-1"}, "greater than or equal to 0"),
        ({"vote_hold_minutes": ""}, "required"),
        ({"reasons": "x" * 101}, "1 to 100 characters"),
        ({"reasons": "\n".join(map(str, range(51)))}, "at most 50"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(as_alice, project, changed, said):
    answer = as_alice.post(PAGE, {**SENT, **changed})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert (stored().vote_hold_minutes, stored().vote_tokens) == (15, False)


def test_it_shows_a_new_key_once_and_keeps_its_digest(as_alice, project, settings):
    sent = {"name": "Web shop", "origins": "https://shop.example.org\nhttps://www.example.org:8443"}
    made = as_alice.post(PAGE + "keys/", sent).content.decode()
    key = re.search(r"pk_\w{40}", made)[0]
    row = ApiKey.objects.get(project=project)
    assert row.digest == keys.digest(key, settings.KEY_PEPPER)
    assert (row.kind, row.origins) == ("public", ["https://shop.example.org", "https://www.example.org:8443"])
    again = as_alice.get(PAGE).content.decode()
    assert key not in again
    assert key[:11] in again


def test_it_changes_the_origins_of_a_key(as_alice, project):
    key, _ = services.create_key(project=project, kind="public")
    wrong = as_alice.post(PAGE + "origins/", {"key": key.pk, "origins": "shop.example.org"})
    assert wrong.status_code == 400
    assert "no origin such as" in wrong.content.decode()
    right = as_alice.post(PAGE + "origins/", {"key": key.pk, "origins": "https://shop.example.org"})
    assert right.status_code == 302
    key.refresh_from_db()
    assert key.origins == ["https://shop.example.org"]


@pytest.mark.parametrize("kind", ["secret", "revoked", "other"])
def test_it_changes_no_other_key(as_alice, project, other_project, kind):
    owner = other_project if kind == "other" else project
    key, _ = services.create_key(project=owner, kind="secret" if kind == "secret" else "public")
    if kind == "revoked":
        services.revoke_key(key=key, now=NOW)
    answer = as_alice.post(PAGE + "origins/", {"key": key.pk, "origins": "https://evil.example.org"})
    assert answer.status_code == 404
    key.refresh_from_db()
    assert key.origins == []


def test_it_shows_votes_that_wait_and_those_that_waited_in_vain(as_alice, project, other_project, time_machine):
    time_machine.move_to(NOW, tick=False)
    for number, at in enumerate([NOW - timedelta(hours=1), NOW]):
        vote = {"message_id": f"job-{number}", "rating": Rating.NEGATIVE, "comment": f"<b>bad {number}</b>"}
        hold(project=project, now=at, submitter="ann", **vote)
    hold(project=other_project, now=NOW, message_id="secret-job", rating=Rating.POSITIVE)
    expire_held(now=NOW)
    page = re.sub(r"\s+", " ", as_alice.get(PAGE).content.decode())
    waiting, expired = re.findall(r"<h2> ?(Wait.*?)</section>", page)
    assert "job-1" in waiting
    assert "15 min left" in waiting
    assert "job-0" in expired
    assert "&lt;b&gt;bad 0&lt;/b&gt;" in expired
    assert "secret-job" not in page
    assert HeldVote.objects.waiting().count() == 2


def test_it_is_where_the_settings_begin(as_alice, project):
    answer = as_alice.get("/p/support/settings/")
    assert (answer.status_code, answer.url) == (302, "/p/support/settings/project/")


@pytest.mark.parametrize("path", ["", "keys/", "origins/"])
def test_it_is_closed_to_all_but_owners(project, other_project, bob, charlie, client, path):
    for user in (bob, charlie):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(PAGE + path, {**SENT, "origins": "", "key": 1}).status_code == 404
    assert stored().vote_tokens is False
    assert not ApiKey.objects.exists()
