"""`requestlog.facts`: a call records to the same row whether its bodies are there or not."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import orjson
import pytest

from requestlog.calls import Call
from requestlog.facts import facts_without_bodies
from requestlog.rows import rows_of
from requestlog.storing.tables import REQUEST
from tests.factories import NOW, chat_call
from tests.wire.strategies import streamed

ERROR = {"error": {"code": "rate_limit_exceeded", "message": "Slow down"}}
NONE_CACHED = {"prompt_tokens_details": {"cached_tokens": 0}}
CHUNKS = [
    {"id": "chatcmpl-9", "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "delta": {"content": "Hi"}}]},
    {"id": "chatcmpl-9", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4, **NONE_CACHED}},
]
ASKED = {"model": "gpt-4o-mini", "stream": True, "user": "u-1", "metadata": {"session_id": "s-1", "n": 2}}
CALLS: dict[str, dict[str, Any]] = {
    "a chat": {},
    "a stream": {
        "request": json.dumps(ASKED).encode(),
        "response": streamed(CHUNKS),
        "response_type": "text/event-stream; charset=utf-8",
    },
    "one with headers": {"end_user": "u-2", "session": "s-2", "metadata": {"plan": "trial"}, "external_id": "job-1"},
    "an error": {"status": 429, "response": json.dumps(ERROR).encode(), "upstream_request_id": "req_1"},
    "an unknown model": {"model": "smollm2-135m"},
    "one in flight": {"state": "started", "response": b"", "known_ids": ("chatcmpl-1",), "latency_ms": None},
    "one with a cost of its own": {"given": {"cost_usd": "0.5", "model": "ours", "prompt_tokens": 7}},
}


def without_bodies(call: Call, *, previews: bool = True) -> Call:
    """As it comes out of a spool that keeps no bodies."""
    given = json.loads(json.dumps(facts_without_bodies(call, previews=previews)))
    return replace(call, request=b"", response=b"", given=given)


def columns(call: Call) -> dict[str, Any]:
    row = rows_of(call, NOW).request
    return {field.attname: field.to_python(value) for field, value in zip(REQUEST.fields, row, strict=True)}


@pytest.mark.parametrize("overrides", CALLS.values(), ids=CALLS)
def test_it_records_to_the_same_row_without_its_bodies(project, overrides: dict[str, Any]):
    call = chat_call(project, **overrides)
    assert columns(without_bodies(call)) == columns(call)


def test_it_tells_what_the_bodies_of_a_stream_said(project):
    call = chat_call(project, **CALLS["a stream"])
    facts = columns(without_bodies(call))
    assert (facts["message_id"], facts["model"], facts["streamed"]) == ("chatcmpl-9", "gpt-4o-mini-2024-07-18", True)
    assert (facts["prompt_tokens"], facts["completion_tokens"], facts["cached_tokens"]) == (9, 4, 0)
    assert str(facts["cost_usd"]) == "0.00000375"
    assert facts["price"] == f"openai gpt-4o-mini, genai-prices {version('genai-prices')}"
    assert (facts["end_user"], facts["session"], facts["metadata"]) == ("u-1", "s-1", {"session_id": "s-1", "n": 2})


def test_it_keeps_no_previews_where_told_so(project):
    call = chat_call(project)
    facts = columns(without_bodies(call, previews=False))
    expected = columns(call) | {"prompt_preview": "", "answer_preview": ""}
    assert facts == expected
    assert "joke" not in str(facts)


def test_it_can_be_written_by_any_writer_of_json(project):
    odd = {"user": "\ud800", "metadata": {"n": 10**400, "list": [-(2**64), 1e308], "\ud800": "a\0b"}}
    facts = facts_without_bodies(chat_call(project, request=json.dumps(odd).encode()), previews=True)
    assert orjson.loads(orjson.dumps(facts)) == facts
    assert facts["metadata"]["list"] == [str(-(2**64)), 1e308]


def test_it_stores_nothing_of_bodies_that_are_gone(project):
    call = without_bodies(chat_call(project))
    assert rows_of(call, NOW).payload == (project.pk, call.id, None, None)


def test_it_says_which_costs_were_given_and_which_are_not_known(project):
    given, unknown = columns(chat_call(project, given={"cost_usd": 0.1})), columns(chat_call(project, model="ours"))
    assert (str(given["cost_usd"]), given["price"]) == ("0.1", "given with the call")
    assert (unknown["cost_usd"], unknown["price"]) == (None, "")


def test_it_lets_what_comes_later_add_to_what_was_given(project):
    begun = without_bodies(chat_call(project, state="started", response=b"", latency_ms=None, status=499))
    facts = columns(replace(begun, state="complete", status=200, metadata={"gptboost_truncated": "response"}))
    assert (facts["state"], facts["status"], facts["model"]) == ("complete", 200, "gpt-5-mini")
    assert facts["metadata"] == {"gptboost_truncated": "response"}
