"""`/p/<slug>/requests/<id>/team-vote/`: a member's own vote by the form of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import PastVote, Source
from projects.models import Membership, Role
from requestlog.models import Request
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import create_entry
from tests.pages.world import text_of


@pytest.fixture
def entry(project) -> Request:
    return create_entry(project)


@pytest.fixture
def dora(project) -> User:
    """A member of the team."""
    user = User.objects.create_user("dora")
    Membership.objects.create(project=project, user=user, role=Role.MEMBER)
    return user


@pytest.fixture
def as_dora(dora) -> Client:
    return signed_in(dora)


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(entry: Request) -> str:
    return f"/p/support/requests/{entry.id}/"


def sent(client: Client, entry: Request, **fields: Any) -> Any:
    return client.post(f"{url(entry)}team-vote/", {"rating": "negative", **fields})


def test_it_stores_the_vote_of_a_member_and_leads_back(project, entry, dora, as_dora):
    back = f"{url(entry)}?rating=rated&tab=request"
    answer = sent(as_dora, entry, comment="a\r\nb", correction=" c ", next=back)
    assert (answer.status_code, answer.url) == (302, back)
    stored = project.feedback.get(request=entry)
    assert (stored.source, stored.author, stored.rating) == (Source.TEAM, dora, Rating.NEGATIVE)
    assert (stored.comment, stored.correction) == ("a\nb", " c ")
    row = project.requests.get(id=entry.id)
    assert (row.rating, row.team_rating, row.triage) == (None, Rating.NEGATIVE, Triage.NEW)
    assert "Your vote is saved." in text_of(as_dora.get(back))


def test_it_changes_the_vote_that_there_is(project, entry, as_dora):
    sent(as_dora, entry, comment="no")
    sent(as_dora, entry, rating="amazing", correction=" \n")
    stored = project.feedback.get(request=entry)
    assert (stored.rating, stored.comment, stored.correction) == (Rating.AMAZING, "", "")
    assert PastVote.objects.get(project=project).comment == "no"


def test_it_withdraws_by_the_button_whatever_else_the_form_says(project, entry, as_dora):
    sent(as_dora, entry)
    answer = sent(as_dora, entry, rating="", withdraw="1")
    assert (answer.status_code, answer.url) == (302, url(entry))
    assert not project.feedback.exists()
    assert "Your vote is withdrawn." in text_of(as_dora.get(url(entry)))


def test_it_withdraws_nothing_where_there_is_nothing(project, entry, as_dora):
    assert sent(as_dora, entry, withdraw="1").status_code == 302
    assert "withdrawn" not in text_of(as_dora.get(url(entry)))
    assert not PastVote.objects.filter(project=project).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"rating": ""}, "Choose one of the three ratings."),
        ({"rating": "<b>"}, "“<b>” is none of the three ratings."),
        ({"comment": "x" * 10_001}, "At most 10,000 characters; these are 10,001."),
        ({"correction": "x" * 20_001}, "At most 20,000 characters; these are 20,001."),
        ({"comment": "a\0"}, "Null characters are not allowed."),
    ],
)
def test_it_says_by_the_field_what_is_wrong_and_keeps_what_was_written(project, entry, as_dora, fields, message):
    answer = sent(as_dora, entry, **{"correction": "Ask us", "next": f"{url(entry)}?tab=curl", **fields})
    assert answer.status_code == 400
    html = answer.content.decode()
    [name] = fields
    assert f'id="team-{name}_error" role="alert"' in html
    assert f'aria-describedby="team-{name}_error"' in html
    assert message in text_of(answer)
    assert fields.get("correction", "Ask us") in html
    assert answer.context["tab"] == "curl"
    assert not project.feedback.exists()


def test_it_takes_lines_as_they_are_counted_by_who_writes_them(project, entry, as_dora):
    assert sent(as_dora, entry, comment="\r\n".join(["x"] * 5_000)).status_code == 302
    assert len(project.feedback.get(request=entry).comment) == 9_999


@pytest.mark.parametrize(
    "next",
    ["", "https://example.org/", "//example.org/", "/\\example.org/", "javascript:alert(1)", "back", "http://[",
     "/" + "x" * 2_000, "\0/", "/\n/example.org"],
)  # fmt: skip
def test_it_leads_to_the_page_of_the_answer_where_next_is_odd(project, entry, as_dora, next):
    for rating, status in (("negative", 302), ("", 400)):
        answer = sent(as_dora, entry, rating=rating, next=next)
        assert answer.status_code == status
    assert sent(as_dora, entry, next=next).url == url(entry)


def test_it_leads_a_get_to_the_page_that_has_the_form(entry, as_dora):
    answer = as_dora.get(f"{url(entry)}team-vote/")
    assert (answer.status_code, answer.url) == (302, url(entry))


def test_it_does_not_exist_for_viewers_and_strangers(project, entry, other_project, bob, charlie):
    for user in (bob, charlie):
        assert sent(signed_in(user), entry).status_code == 404
    assert sent(Client(), entry).url.startswith("/accounts/login/")
    assert not project.feedback.exists()


def test_it_finds_no_entry_of_another_project(project, other_project, as_dora):
    foreign = create_entry(other_project)
    assert sent(as_dora, foreign).status_code == 404
    assert not other_project.feedback.exists()


def test_it_refuses_a_form_that_another_site_sends(project, entry, dora):
    assert sent(signed_in(dora, enforce_csrf_checks=True), entry).status_code == 403
    assert not project.feedback.exists()


def test_it_refuses_other_methods(entry, as_dora):
    assert as_dora.delete(f"{url(entry)}team-vote/").status_code == 405
