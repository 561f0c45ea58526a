"""The page of a session: its requests as one conversation, each with what it adds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from feedback.services import give
from projects.models import Project
from requestlog import talks
from requestlog.models import Payload, Request
from requestlog.presenting import session_page
from requestlog.ratings import RATINGS
from tests.factories import NOW, create_entry
from tests.pages.test_access import without_token
from tests.pages.world import text_of
from tests.questions import Questions

PAGE = "/p/support/session/"
NAME = "chat/42?&é <b>"


def talk(project: Project, *asked: str, session: str = NAME, minutes: int = 0, **call: Any) -> Request:
    """A stored call that asks `asked`, in turns of user and assistant."""
    roles = ("user", "assistant")
    messages = [{"role": roles[place % 2], "content": text} for place, text in enumerate(asked)]
    body = json.dumps({"model": "gpt-5-mini", "messages": messages}).encode()
    return create_entry(project, request=body, session=session, at=NOW + timedelta(minutes=minutes), **call)


@pytest.fixture
def three(project) -> list[Request]:
    return [
        talk(project, "First question", answer="First answer", end_user="ann"),
        talk(project, "First question", "First answer", "Second question", answer="Second answer", minutes=1),
        talk(project, "First question", "First answer", "Second question", "Second answer", "Third?", minutes=2),
    ]


def page(client, name: str = NAME, **query: str) -> Any:
    answer = client.get(PAGE, {"id": name, **query})
    assert answer.status_code == 200
    return answer


def test_it_shows_each_turn_once_the_oldest_first(three, as_alice):
    text = text_of(page(as_alice))
    said = ["First question", "First answer", "Second question", "Second answer", "Third?"]
    assert [text.count(each) for each in said] == [1] * 5
    assert [text.index(each) for each in said] == sorted(text.index(each) for each in said)


def test_it_says_what_the_session_comes_to(project, three, as_alice):
    give(
        message_id=str(three[1].id), rating=RATINGS["negative"], comment="no!", tags=["tone"], project=project, now=NOW
    )
    answer = page(as_alice)
    text = text_of(answer)
    assert "3 requests over 2 min" in text
    assert "Tokens 30 in · 60 out" in text
    assert "👎 1" in text
    assert '<q dir="auto">no!</q>' in answer.content.decode()
    assert answer.context["people"] == [{"name": "ann", "url": "/p/support/person/?id=ann"}]
    assert 'href="/p/support/person/?id=ann"' in answer.content.decode()


def test_it_leads_to_each_request_and_to_the_log(three, as_alice):
    html = page(as_alice).content.decode()
    for entry in three:
        assert f'href="/p/support/requests/{entry.id}/"' in html
    assert 'href="/p/support/requests/?session=chat%2F42%3F%26%C3%A9+%3Cb%3E"' in html
    assert "<title>Session chat/42?&amp;é &lt;b&gt; · Support assistant · GPTBoost</title>" in html


def test_it_shows_failures(project, three, as_alice):
    body = json.dumps({"error": {"message": "slow down", "type": "rate_limit"}}).encode()
    talk(project, "Fourth?", status=429, response=body, minutes=3)
    talk(project, "Fifth?", response=b"", state="interrupted", minutes=4)
    text = text_of(page(as_alice))
    assert "429 rate_limit" in text
    assert "slow down" in text
    assert "interrupted" in text
    assert "There is no answer to read." in text


def test_it_shows_previews_where_bodies_are_gone_and_says_so(project, three, as_alice):
    Payload.objects.filter(project=project, request_id=three[1].id).delete()
    text = text_of(page(as_alice))
    assert "Of one request here the bodies are not kept, or too long for this page" in text
    assert "user , its beginning Second question" in text
    assert text.count("Third?") == 1


def test_it_shows_previews_of_bodies_that_are_too_long(project, three, as_alice, monkeypatch):
    monkeypatch.setattr(talks, "TOGETHER", 300)
    text = text_of(page(as_alice))
    assert "Of 3 requests here the bodies are not kept" in text
    monkeypatch.setattr(talks, "LARGE", 0)
    assert "Of 3 requests here the bodies are not kept" in text_of(page(as_alice))


def test_it_cuts_texts_and_leads_to_the_whole(project, as_alice):
    talk(project, "long " * 2000)
    text = text_of(page(as_alice))
    assert "… 6000 more characters on the page of the request" in text
    assert text.count("long") == 800


def test_it_goes_back_by_pages_that_still_know_what_was_said(three, as_alice, monkeypatch):
    monkeypatch.setattr(session_page, "PAGE_SIZE", 1)
    newest = page(as_alice)
    assert "Second question" not in text_of(newest)
    assert "3 requests" in text_of(newest)
    earlier = as_alice.get(newest.context["earlier_url"])
    assert "Second question" in text_of(earlier)
    assert "First question" not in text_of(earlier)
    first = as_alice.get(earlier.context["earlier_url"])
    assert (first.context["earlier_url"], len(first.context["steps"])) == ("", 1)
    assert without_token(page(as_alice)) == without_token(as_alice.get(first.context["later_url"]))


def test_it_asks_as_much_of_a_long_session_as_of_a_short_one(project, three, as_alice):
    with Questions() as few:
        page(as_alice)
    for minute in range(10):
        talk(project, f"question {minute}", minutes=10 + minute)
    with Questions() as more:
        page(as_alice)
    assert len(more) == len(few)


@pytest.mark.parametrize("name", ["", "nothing", "x" * 256, "a\0b", "\ud800", "chat/42"])
def test_it_finds_no_session_that_is_not_there(three, as_alice, name):
    nowhere = as_alice.get("/p/nowhere/session/", {"id": "x"})
    answer = as_alice.get(PAGE + (f"?id={name}" if name.isascii() else "?id=%ED%A0%80"))
    assert (answer.status_code, without_token(answer)) == (404, without_token(nowhere))


def test_it_finds_no_session_of_another_project(three, other_project, as_alice):
    talk(other_project, "a secret of others", session="theirs")
    talk(other_project, "a secret of others", session=NAME)
    assert as_alice.get(PAGE, {"id": "theirs"}).status_code == 404
    assert "a secret of others" not in text_of(page(as_alice))
    assert as_alice.get("/p/other/session/", {"id": "theirs"}).status_code == 404


@pytest.mark.parametrize("after", ["x", "a.b", "0" * 400])
def test_it_finds_no_page_at_a_place_that_is_none(three, as_alice, after):
    assert as_alice.get(PAGE, {"id": NAME, "after": after}).status_code == 404


def test_it_escapes_what_was_said(project, as_alice):
    talk(project, "<script>alert(1)</script>\u202e", answer="<img src=x onerror=alert(1)>", session="<i>")
    html = page(as_alice, "<i>").content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "⟨U+202E⟩" in html


def test_it_folds_long_instructions(project, as_alice):
    body = json.dumps({"messages": [{"role": "system", "content": "rule " * 90}, {"role": "user", "content": "Hi"}]})
    create_entry(project, request=body.encode(), session="folded")
    html = page(as_alice, "folded").content.decode()
    assert "<summary>system</summary>" in html
    assert "<summary>user</summary>" not in html


def test_it_leaves_out_what_takes_too_long(three, as_alice, monkeypatch):
    monkeypatch.setattr(session_page, "part_of_screen", lambda ask, otherwise: otherwise)
    text = text_of(page(as_alice))
    assert "It took too long to read what was said: these are the beginnings." in text
    assert "It took too long to count these requests." in text
    assert "Third?" in text
