"""The page of an end user: what they asked, in which sessions, and how they voted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feedback.services import give
from projects.models import Project
from requestlog.models import Request
from requestlog.presenting import person_page
from requestlog.ratings import RATINGS
from requestlog.summing import sums_of
from tests.factories import NOW, create_entry
from tests.pages.test_access import without_token
from tests.pages.world import create_rated, text_of
from tests.questions import Questions

PAGE = "/p/support/person/"
ANN = "ann/7?&é <b>"
LINK = "ann%2F7%3F%26%C3%A9+%3Cb%3E"


def vote(project: Project, entry: Request, rating: str, **said: Any) -> None:
    give(message_id=str(entry.id), rating=RATINGS[rating], project=project, now=NOW, **said)


@pytest.fixture
def ann(project) -> list[Request]:
    made = [
        create_entry(project, end_user=ANN, session=f"s{place % 2}", model=model, at=NOW + timedelta(minutes=place))
        for place, model in enumerate(["gpt-5", "gpt-5", "gpt-5-mini"])
    ]
    vote(project, made[0], "negative", submitter=ANN, comment="wrong price", tags=["pricing"])
    vote(project, made[1], "amazing")
    create_entry(project, end_user="bea", prompt="of somebody else")
    return made


def page(client, name: str = ANN) -> Any:
    answer = client.get(PAGE, {"id": name})
    assert answer.status_code == 200
    return answer


def test_it_shows_their_requests_and_no_others(ann, as_alice):
    answer = page(as_alice)
    html = answer.content.decode()
    assert [row.url for row in answer.context["rows"]] == [f"/p/support/requests/{each.id}/" for each in ann[::-1]]
    assert "of somebody else" not in html
    assert f'href="/p/support/requests/?user={LINK}"' in html
    assert "<title>ann/7?&amp;é &lt;b&gt; · Support assistant · GPTBoost</title>" in html


def test_it_says_what_their_requests_come_to(ann, as_alice):
    text = text_of(page(as_alice))
    assert "Requests 3 requests" in text
    assert "Tokens 30 in · 60 out" in text
    assert "Rated 👎 1 ❤️ 1" in text


def test_it_says_how_satisfied_they_are_with_the_interval(ann, as_alice):
    # Wilson's 95 % interval of 1 of 2: 9.45 % to 90.55 %
    assert "50% satisfied: 1 of 2 rated answers is 👍 or ❤️ (95% interval 9–91%)" in text_of(page(as_alice))
    assert "satisfied" not in text_of(page(as_alice, "bea"))


def test_it_shows_the_votes_they_gave(ann, as_alice):
    answer = page(as_alice)
    assert [(vote.verdict.word, vote.comment) for vote in answer.context["votes"]] == [("Negative", "wrong price")]
    assert answer.context["votes"][0].verdict.tags == ("pricing",)
    assert "None under this name." in text_of(page(as_alice, "bea"))


def test_it_shows_who_only_voted(project, ann, as_alice):
    vote(project, ann[2], "positive", submitter="carl")
    text = text_of(page(as_alice, "carl"))
    assert "No request is of this person; they only voted." in text
    assert "👍" in text


def test_it_lists_sessions_and_models_with_their_numbers(ann, as_alice):
    context = page(as_alice).context
    assert [(each.name, each.number, each.url) for each in context["sessions"]] == [
        ("s0", "2", "/p/support/session/?id=s0"), ("s1", "1", "/p/support/session/?id=s1"),
    ]  # fmt: skip
    assert [(each.name, each.number) for each in context["models"]] == [("gpt-5-mini", "1"), ("gpt-5", "2")]
    assert context["models"][0].url == f"/p/support/requests/?user={LINK}&model=gpt-5-mini"


def test_it_shows_no_more_than_the_newest_and_says_so(project, ann, as_alice, monkeypatch):
    for name in ("MOST_ROWS", "MOST_VOTES", "MOST_SESSIONS"):
        monkeypatch.setattr(person_page, name, 1)
    monkeypatch.setattr(person_page, "LOOKED_AT", 2)
    vote(project, ann[2], "positive", submitter=ANN)
    answer = page(as_alice)
    assert [len(answer.context[name]) for name in ("rows", "votes", "sessions")] == [1, 1, 1]
    text = text_of(answer)
    for words in ("All their requests", "All their votes", "Sessions and models of the newest 2 requests."):
        assert words in text


def test_it_counts_no_further_than_it_says(ann, project):
    sums = sums_of(project.requests.of_user(ANN), most=2)
    assert (str(sums.requests), sums.first) == ("2+", ann[0].created_at)
    assert sums_of(project.requests.of_user("nobody")) is None


def test_it_offers_the_erasing_to_owners_alone(ann, bob, as_alice, client):
    assert 'action="/p/support/settings/data/person/"' in page(as_alice).content.decode()
    held = as_alice.post("/p/support/settings/data/person/", {"user": ANN})
    assert held.status_code == 200
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert "/settings/data/" not in page(client).content.decode()


def test_it_asks_as_much_of_a_busy_person_as_of_others(project, ann, as_alice):
    with Questions() as few:
        page(as_alice)
    for number in range(10):
        create_rated(project, "positive", end_user=ANN, session=f"s{number}")
    with Questions() as more:
        page(as_alice)
    assert len(more) == len(few)


@pytest.mark.parametrize("name", ["", "nobody", "x" * 256, "a\0b"])
def test_it_finds_nobody_who_is_not_there(ann, as_alice, name):
    nowhere = as_alice.get("/p/nowhere/person/", {"id": "x"})
    answer = as_alice.get(PAGE, {"id": name})
    assert (answer.status_code, without_token(answer)) == (404, without_token(nowhere))


def test_it_finds_nobody_of_another_project(ann, other_project, as_alice):
    entry = create_entry(other_project, end_user="theirs", prompt="a secret of others")
    create_entry(other_project, end_user=ANN, prompt="a secret of others")
    vote(other_project, entry, "positive", submitter="voter")
    for name in ("theirs", "voter"):
        assert as_alice.get(PAGE, {"id": name}).status_code == 404
    assert "a secret of others" not in text_of(page(as_alice))


@pytest.mark.parametrize("name", ["<script>x</script>", "\u202eevil", "日本 user", "a" * 255, "' onfocus=\"x"])
def test_it_takes_any_name(project, as_alice, name):
    create_entry(project, end_user=name, session=name)
    answer = page(as_alice, name)
    html = answer.content.decode()
    assert "<script>x" not in html
    assert 'onfocus="x' not in html
    assert as_alice.get(answer.context["sessions"][0].url).status_code == 200


def test_it_leaves_out_what_takes_too_long(ann, as_alice, monkeypatch):
    monkeypatch.setattr(person_page, "part_of_screen", lambda ask, otherwise: otherwise)
    answer = page(as_alice)
    assert "Some of this page took too long and is left out." in text_of(answer)
    assert "satisfied" not in text_of(answer)
