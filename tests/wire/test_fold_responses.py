"""`requestlog.wire.completion`: streams of the responses API."""

from __future__ import annotations

import json
from typing import Any

from requestlog.wire.completion import fold
from tests.wire.strategies import streamed

CREATED = {"id": "resp_1", "object": "response", "status": "in_progress", "model": "gpt-5-mini", "output": []}
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}


def folded(*events: dict[str, Any]) -> Any:
    return json.loads(fold(streamed(list(events))))


def text_delta(piece: str, content_index: int = 0) -> dict[str, Any]:
    return {
        "type": "response.output_text.delta",
        "item_id": "msg_1",
        "output_index": 0,
        "content_index": content_index,
        "delta": piece,
    }


def test_it_takes_the_response_that_the_last_event_carries():
    completed = {**CREATED, "status": "completed", "output": [{**MESSAGE, "content": [{"type": "output_text"}]}]}
    events = [{"type": "response.created", "response": CREATED}, text_delta("Hi")]
    assert folded(*events, {"type": "response.completed", "response": completed}) == completed


def test_it_builds_what_is_known_of_a_cut_stream():
    answer = folded(
        {"type": "response.created", "response": CREATED},
        {"type": "response.output_item.added", "output_index": 0, "item": MESSAGE},
        text_delta("Hel"),
        text_delta("lo"),
        text_delta("!", content_index=1),
    )
    assert (answer["id"], answer["status"]) == ("resp_1", "in_progress")
    parts = [{"type": "output_text", "text": "Hello"}, {"type": "output_text", "text": "!"}]
    assert answer["output"] == [{**MESSAGE, "content": parts}]


def test_it_builds_function_calls_and_reasoning_of_a_cut_stream():
    call = {"id": "fc_1", "type": "function_call", "name": "f", "call_id": "call_1", "arguments": ""}
    done = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}
    answer = folded(
        {"type": "response.created", "response": CREATED},
        {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "H"},
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.output_item.added", "output_index": 1, "item": call},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"a'},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '":1}'},
    )
    assert answer["output"] == [done, {**call, "arguments": '{"a":1}'}]


def test_it_builds_items_that_were_never_announced():
    summary = {"type": "response.reasoning_summary_text.delta", "output_index": 1, "item_id": "rs_1", "delta": "Hm"}
    arguments = {"type": "response.function_call_arguments.delta", "output_index": 2, "item_id": "fc_1", "delta": "{}"}
    output = folded(text_delta("Hi"), summary, arguments)["output"]
    assert [item["type"] for item in output] == ["message", "reasoning", "function_call"]
    assert output[0]["content"] == [{"type": "output_text", "text": "Hi"}]
    assert output[1]["summary"] == [{"type": "summary_text", "text": "Hm"}]
    assert output[2]["arguments"] == "{}"


def test_it_keeps_an_error_inside_a_stream():
    error = {"type": "error", "code": "server_error", "message": "Oops", "param": None, "sequence_number": 3}
    answer = folded({"type": "response.created", "response": CREATED}, error)
    assert answer["id"] == "resp_1"
    assert answer["error"] == {"code": "server_error", "message": "Oops", "param": None}


def test_it_keeps_the_error_event_when_the_last_response_names_none():
    events = [
        {"type": "response.created", "response": CREATED},
        {"type": "error", "code": "server_error", "message": "Sorry", "param": None, "sequence_number": 2},
        {"type": "response.failed", "response": {**CREATED, "status": "failed", "error": None}},
    ]
    answer = folded(*events)
    assert (answer["status"], answer["error"]) == (
        "failed",
        {"code": "server_error", "message": "Sorry", "param": None},
    )


def test_it_keeps_the_sources_of_an_answer_that_was_cut():
    source = {"type": "url_citation", "url": "https://example.org/a", "title": "A"}
    added = {
        "type": "response.output_text.annotation.added",
        "item_id": "msg_1",
        "output_index": 0,
        "content_index": 0,
        "annotation": source,
    }
    answer = folded({"type": "response.created", "response": CREATED}, text_delta("As A says"), added)
    (part,) = answer["output"][0]["content"]
    assert (part["text"], part["annotations"]) == ("As A says", [source])


def test_it_folds_what_is_queued_in_the_background():
    queued = {**CREATED, "status": "queued", "background": True}
    assert folded({"type": "response.queued", "response": queued, "sequence_number": 0}) == queued
