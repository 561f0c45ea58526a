"""`requestlog.wire.completion`: streams of Anthropic's messages."""

from __future__ import annotations

import json
from typing import Any

from requestlog.wire.completion import fold
from requestlog.wire.fields import Usage, read_answer
from tests.wire.strategies import streamed

START = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [],
    "stop_reason": None,
    "usage": {"input_tokens": 25, "output_tokens": 1},
}
END = {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 15}}


def folded(*events: dict[str, Any]) -> Any:
    return json.loads(fold(streamed([{"type": "message_start", "message": START}, *events])))


def block(index: int, begun: dict[str, Any], *deltas: dict[str, Any]) -> list[dict[str, Any]]:
    start = {"type": "content_block_start", "index": index, "content_block": begun}
    return [start, *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas)]


def test_it_works():
    thought = block(
        0,
        {"type": "thinking", "thinking": ""},
        {"type": "thinking_delta", "thinking": "Hm"},
        {"type": "signature_delta", "signature": "s1"},
    )
    text = block(
        1, {"type": "text", "text": ""}, *({"type": "text_delta", "text": piece} for piece in ("Let me", " look"))
    )
    tool = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
    pieces = ({"type": "input_json_delta", "partial_json": piece} for piece in ("", '{"a"', ": 1}"))
    answer = folded({"type": "ping"}, *thought, *text, *block(2, tool, *pieces), END, {"type": "message_stop"})
    assert answer == {
        **START,
        "content": [
            {"type": "thinking", "thinking": "Hm", "signature": "s1"},
            {"type": "text", "text": "Let me look"},
            {**tool, "input": {"a": 1}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 25, "output_tokens": 15},
    }


def test_it_keeps_an_input_that_was_cut_as_text():
    tool = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
    answer = folded(*block(0, tool, {"type": "input_json_delta", "partial_json": '{"a'}))
    assert answer["content"] == [{**tool, "input": '{"a'}]
    assert answer["stop_reason"] is None


def test_it_keeps_the_empty_input_of_a_tool_without_parameters():
    tool = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
    assert folded(*block(0, tool), END)["content"] == [tool]


def test_it_collects_citations():
    cited = [{"type": "citations_delta", "citation": {"url": url}} for url in ("a", "b")]
    answer = folded(*block(0, {"type": "text", "text": "x"}, *cited))
    assert answer["content"] == [{"type": "text", "text": "x", "citations": [{"url": "a"}, {"url": "b"}]}]


def test_it_keeps_an_error_inside_a_stream():
    error = {"type": "overloaded_error", "message": "Overloaded"}
    assert folded({"type": "error", "error": error})["error"] == error


def test_it_keeps_what_server_tools_found():
    call = {"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {}}
    found = {"type": "web_search_result", "url": "https://example.org/a", "title": "A"}
    result = {"type": "web_search_tool_result", "tool_use_id": "srv_1", "content": [found]}
    asked = block(0, call, {"type": "input_json_delta", "partial_json": '{"query": "q"}'})
    answer = folded(*asked, *block(1, result), END)
    assert answer["content"] == [{**call, "input": {"query": "q"}}, result]


def test_it_keeps_why_the_model_refused_and_counts_all_tokens():
    details = {"type": "refusal", "category": "cyber", "explanation": "No."}
    usage = {"output_tokens": 15, "cache_creation_input_tokens": 7, "output_tokens_details": {"thinking_tokens": 9}}
    end = {"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_details": details}, "usage": usage}
    answer = folded(*block(0, {"type": "text", "text": "I"}), end)
    assert (answer["stop_reason"], answer["stop_details"]) == ("refusal", details)
    assert read_answer(answer).usage == Usage(32, 15, None, 9, cache_write_tokens=7)
