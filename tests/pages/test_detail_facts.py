"""The facts panel of the page of one request: how an answer ended, what it used and which price that has."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

import pytest

from tests.factories import create_entry
from tests.pages.world import text_of


def facts_of(client, entry) -> dict[str, Any]:
    answer = client.get(f"/p/support/requests/{entry.id}/")
    assert answer.status_code == 200
    return {fact.label: fact for fact in answer.context["facts"]}


def answering(**body: Any) -> dict[str, Any]:
    return {"response": json.dumps({"id": "resp_2", "model": "gpt-5-mini", **body}).encode()}


def chat(reason: str, **message: Any) -> dict[str, Any]:
    return answering(choices=[{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}])


@pytest.mark.parametrize(
    ("call", "label", "text"),
    [
        (chat("length", content="Hel"), "Finish reason", "length"),
        (chat("stop", refusal="I can't help with that."), "Refusal", "I can't help with that."),
        (answering(content=[{"type": "text", "text": "Hi"}], stop_reason="end_turn"), "Finish reason", "end_turn"),
        (
            answering(object="response", status="queued", background=True),
            "Response status",
            "queued · in the background",
        ),
        (answering(text="Hi", usage={"type": "duration", "seconds": 9}), "Audio", "9.0 s"),
        (answering(service_tier="flex", choices=[]), "Service tier", "flex"),
    ],
)
def test_it_shows_how_the_answer_ended(project, as_alice, call: dict[str, Any], label: str, text: str):
    assert facts_of(as_alice, create_entry(project, **call))[label].text == text


def test_it_leads_to_the_response_that_this_one_follows(project, as_alice):
    earlier = create_entry(project, message_id="resp_1")
    entry = create_entry(
        project, request=b'{"previous_response_id": "resp_1"}', **answering(object="response", output=[])
    )
    fact = facts_of(as_alice, entry)["Previous response"]
    assert (fact.text, fact.url) == ("resp_1", "/p/support/requests/?q=resp_1")
    assert str(earlier.id) in as_alice.get(fact.url).content.decode()


def test_it_shows_every_kind_of_token_and_the_price(project, as_alice):
    usage = {
        "prompt_tokens": 1000,
        "completion_tokens": 90,
        "prompt_tokens_details": {"cached_tokens": 500, "cache_write_tokens": 100, "audio_tokens": 20},
        "completion_tokens_details": {"reasoning_tokens": 40, "audio_tokens": 5},
    }
    facts = facts_of(as_alice, create_entry(project, **answering(choices=[], usage=usage)))
    assert facts["Tokens"].text == (
        "1,000 in (500 cached, 100 into a cache, 20 audio) · 90 out (40 reasoning, 5 audio)"
    )
    assert facts["Price"].text == f"openai gpt-5-mini, genai-prices {version('genai-prices')}"


def test_it_says_that_no_price_is_known(project, as_alice):
    entry = create_entry(project, model="our-own-model")
    facts = facts_of(as_alice, entry)
    assert facts["Cost"].text == "no price is known for this model"
    assert "Price" not in facts


def test_it_says_that_a_cost_was_given(project, as_alice):
    facts = facts_of(as_alice, create_entry(project, given={"cost_usd": "0.5"}))
    assert (facts["Cost"].text, facts["Price"].text) == ("$0.5000", "given with the call")


def test_it_says_nothing_of_costs_where_no_tokens_are_known(project, as_alice):
    facts = facts_of(as_alice, create_entry(project, response=b""))
    assert {"Cost", "Price", "Tokens"}.isdisjoint(facts)


def test_it_shows_the_sources_of_an_answer_without_loading_them(project, as_alice):
    page = {"type": "url_citation", "url_citation": {"url": "https://example.org/a", "title": "<b>A</b>"}}
    entry = create_entry(project, **chat("stop", content="As A says", annotations=[page]))
    answer = as_alice.get(f"/p/support/requests/{entry.id}/")
    assert "source <b>A</b> https://example.org/a" in text_of(answer)
    assert "<b>A</b>" not in answer.content.decode()
