"""The built-in demo model: correct answers, whole and streamed, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from requestlog.demo.upstream import MODEL, answered, models
from requestlog.facts import facts_of
from requestlog.ids import new_id
from tests.factories import NOW, chat_call

ASKED = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "A fact about the Big Apple?"}]}


def answer(**changed: Any) -> Any:
    return answered(json.dumps({**ASKED, **changed}).encode(), id=new_id(), now=NOW)


def test_it_answers_as_itself_whatever_model_is_asked_for():
    body = json.loads(answer().body)
    assert (body["object"], body["model"], body["created"]) == ("chat.completion", MODEL, int(NOW.timestamp()))
    assert body["choices"][0]["message"]["content"].startswith("Stable hands in New Orleans")
    assert body["choices"][0]["finish_reason"] == "stop"
    assert body["usage"] == {"prompt_tokens": 6, "completion_tokens": 33, "total_tokens": 39}


def test_it_says_the_same_under_another_id():
    first, second = (json.loads(answer().body) for _ in range(2))
    assert first["choices"] == second["choices"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize(("options", "tokens"), [({}, None), ({"include_usage": True}, 33)])
def test_it_streams_what_it_says(project, options, tokens):
    streamed = answer(stream=True, stream_options=options)
    assert (streamed.media_type, streamed.pieces[-1]) == ("text/event-stream", b"data: [DONE]\n\n")
    facts = facts_of(chat_call(project, response=streamed.body, response_type=streamed.media_type))
    said = json.loads(facts.answer)["choices"][0]["message"]["content"]
    assert said == json.loads(answer().body)["choices"][0]["message"]["content"]
    assert facts.columns.get("completion_tokens") == tokens


def test_it_says_that_it_is_of_no_use():
    said = json.loads(answer(messages=[{"role": "user", "content": "1 + 1?\n" * 90}]).body)
    content = said["choices"][0]["message"]["content"]
    assert "GPTBoost’s built-in demo model" in content
    assert content.endswith("1 + …”")


def test_it_greets_who_says_nothing():
    content = [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]
    said = json.loads(answer(messages=[{"role": "user", "content": content}]).body)
    assert "Ask it for an interesting fact" in said["choices"][0]["message"]["content"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"messages": []}', b'{"messages": "hi"}', b'{"messages": [1]}'])
def test_it_refuses_what_asks_nothing(body):
    refused = answered(body, id=new_id(), now=NOW)
    error = json.loads(refused.body)["error"]
    assert (refused.status, error["code"], error["param"]) == (400, "missing_required_parameter", "messages")


def test_it_is_the_one_model():
    assert [each["id"] for each in json.loads(models(NOW).body)["data"]] == [MODEL]
