"""Search on the page, in the API and in the exports."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from requestlog.search.filling import fill_search
from requestlog.search.query import NOTHING, ONLY_EXCLUSIONS
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

LOG = "/p/support/requests/"
AT = [NOW + timedelta(minutes=minutes) for minutes in range(4)]
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def log(project):
    entries = [
        create_rated(project, "negative", comment="No refund", prompt="Where is my money?", answer="Here", at=AT[0]),
        create_entry(project, prompt="What is the refund policy?", answer="Refund within 30 days", at=AT[1]),
        create_entry(project, prompt="x " * 400 + "refund", answer="Certainly", at=AT[2]),
        create_entry(project, prompt="Tell me a joke", answer="No", at=AT[3]),
    ]
    fill_search(now=NOW)
    return entries


def marked(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_it_marks_what_was_looked_for_in_prompt_answer_and_comment(log, as_alice):
    answer = as_alice.get(LOG, {"q": "REFUND"})
    assert sorted(marked(answer.content.decode())) == ["Refund", "refund", "refund"]
    assert len(answer.context["rows"]) == 3
    assert text_of(answer).count("matches further inside") == 1


def test_it_marks_nothing_without_a_search_or_for_an_id(log, as_alice):
    for query in ({}, {"q": log[1].message_id}, {"q": str(log[1].id)}):
        answer = as_alice.get(LOG, query)
        assert len(answer.context["rows"]) == (1 if query else 4)
        assert not marked(answer.content.decode())
        assert "matches further inside" not in text_of(answer)


def test_it_shows_hostile_text_as_text(project, as_alice):
    create_rated(project, "negative", prompt=f"{EVIL} <b>refund</b>", answer=EVIL, comment=f"{EVIL} refund")
    fill_search(now=NOW)
    html = as_alice.get(LOG, {"q": f"{EVIL} refund"}).content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;<mark>script&gt;alert(1)&lt;/script</mark>&gt;") == 3
    assert "&lt;b&gt;<mark>refund</mark>&lt;/b&gt;" in html


@pytest.mark.parametrize(("query", "problem"), [("!!!", NOTHING), ("-free", ONLY_EXCLUSIONS), ("a" * 201, "200")])
def test_it_says_what_is_wrong_with_a_search(log, as_alice, client, secret_key, query, problem):
    page = as_alice.get(LOG, {"q": query})
    assert (page.status_code, page.context["rows"]) == (200, [])
    assert problem in text_of(page)
    api = client.get("/v1/requests/", {"q": query}, headers={"Authorization": f"Bearer {secret_key}"})
    for refused in (api, *(as_alice.get(f"/p/support/requests.{format}", {"q": query}) for format in ("csv", "jsonl"))):
        assert (refused.status_code, list(refused.json())) == (400, ["q"])
        assert problem in refused.json()["q"][0]


def test_it_keeps_the_search_from_one_request_to_the_next(log, as_alice):
    page = as_alice.get(f"{LOG}{log[1].id}/", {"q": "refund"})
    assert page.context["newer_url"] == f"{LOG}{log[2].id}/?q=refund"
    assert page.context["older_url"] == f"{LOG}{log[0].id}/?q=refund"


def test_it_says_how_to_search(log, as_alice):
    assert "-without" in re.search(r'<input[^>]*id="q"[^>]*>', as_alice.get(LOG).content.decode())[0]
