"""`requestlog.wire.turns`: the conversation that the detail page shows."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from requestlog.wire.turns import Part, Turn, turns

IMAGE = "data:image/png;base64," + base64.b64encode(b"x" * 34_000).decode()


def asked(**request: Any) -> list[Turn]:
    return turns(request, None)


def answered(**response: Any) -> list[Turn]:
    return turns(None, response)


def part_of(content: Any) -> Part:
    """The one part of a user's message with this one content part."""
    return asked(messages=[{"role": "user", "content": [content]}])[0].parts[0]


def test_it_shows_a_chat():
    request = {
        "messages": [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello!"},
            {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        ]
    }
    response = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "c"}, "finish_reason": "stop"}]}
    assert turns(request, response) == [
        Turn("developer", [Part("text", "Be brief.")]),
        Turn("user", [Part("text", "Hi")]),
        Turn("assistant", [Part("text", "Hello!")]),
        Turn("user", [Part("text", "a"), Part("text", "b")]),
        Turn("assistant", [Part("text", "c")], is_answer=True, finish_reason="stop"),
    ]


def test_it_shows_tool_calls_and_results():
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"city":"Ürzig"}'}}
    broken = {"id": "call_2", "type": "function", "function": {"name": "g", "arguments": '{"ci'}}
    request = {
        "messages": [
            {"role": "assistant", "content": None, "tool_calls": [call, broken]},
            {"role": "tool", "tool_call_id": "call_1", "content": "70 degrees"},
        ]
    }
    assert turns(request, None) == [
        Turn(
            "assistant",
            [Part("tool_call", '{\n  "city": "Ürzig"\n}', "f", "call_1"), Part("tool_call", '{"ci', "g", "call_2")],
        ),
        Turn("tool", [Part("tool_result", "70 degrees", "", "call_1")]),
    ]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
            Part("image", "https://example.org/a.png"),
        ),
        ({"type": "image_url", "image_url": {"url": IMAGE}}, Part("image", "image/png, 34 KB")),
        ({"type": "input_image", "image_url": IMAGE}, Part("image", "image/png, 34 KB")),
        ({"type": "input_image", "file_id": "file-1"}, Part("image", "", "", "file-1")),
        (
            {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "AAAA"}},
            Part("image", "image/jpeg, 3 bytes"),
        ),
        (
            {"type": "input_audio", "input_audio": {"format": "wav", "data": "AAAA"}},
            Part("audio", "audio/wav, 3 bytes"),
        ),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
            Part("file", "application/pdf, 3 bytes", "a.pdf"),
        ),
        ({"type": "input_file", "file_id": "file-1"}, Part("file", "", "", "file-1")),
        (
            {"type": "document", "title": "T", "source": {"media_type": "text/plain", "data": "AAAA"}},
            Part("file", "text/plain, 3 bytes", "T"),
        ),
        (
            {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "ok"}, {"type": "image"}]},
            Part("tool_result", "ok\n[image]", "", "t"),
        ),
        (
            {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}},
            Part("tool_call", '{\n  "a": 1\n}', "f", "t"),
        ),
        ({"type": "thinking", "thinking": "Hm"}, Part("reasoning", "Hm")),
        ({"type": "brand_new", "a": 1}, Part("other", '{\n  "type": "brand_new",\n  "a": 1\n}', "brand_new")),
        ("plain", Part("text", "plain")),
        ({"type": "text", "text": "\ud800"}, Part("text", "\ufffd")),
    ],
)
def test_it_shows_every_kind_of_content(content: Any, part: Part):
    assert part_of(content) == part


def test_it_never_shows_data():
    contents = [
        {"type": "image_url", "image_url": {"url": IMAGE}},
        {"type": "image", "source": {"type": "base64", "data": IMAGE}},
        {"type": "file", "file": {"file_data": IMAGE}},
        {"type": "input_audio", "input_audio": {"data": IMAGE}},
    ]
    shown = asked(messages=[{"role": "user", "content": contents}])
    shown += answered(output=[{"type": "image_generation_call", "result": IMAGE}], data=[])
    shown += answered(data=[{"b64_json": IMAGE}])
    assert len(shown) == 3
    assert "eHh4" not in str(shown)


def test_it_numbers_several_choices():
    choices = [{"index": i, "message": {"content": text}, "finish_reason": "stop"} for i, text in enumerate("ab")]
    assert answered(choices=choices) == [
        Turn("assistant", [Part("text", "a")], is_answer=True, choice=0, finish_reason="stop"),
        Turn("assistant", [Part("text", "b")], is_answer=True, choice=1, finish_reason="stop"),
    ]


def test_it_shows_refusals_reasoning_and_spoken_answers():
    message = {
        "content": None,
        "refusal": "I can't",
        "reasoning_content": "Hm",
        "audio": {"id": "a1", "transcript": "Hi"},
    }
    (turn,) = answered(choices=[{"message": message}])
    assert turn.parts == [Part("reasoning", "Hm"), Part("refusal", "I can't"), Part("audio", "Hi", "", "a1")]


def test_it_shows_an_error_after_what_came():
    error = {"code": "server_error", "message": "Overloaded"}
    shown = answered(choices=[{"message": {"content": "Hel"}}], error=error)
    assert [(turn.role, turn.parts[0].kind) for turn in shown] == [("assistant", "text"), ("error", "error")]
    assert shown[1] == Turn("error", [Part("error", "server_error — Overloaded")], is_answer=True)


def test_it_shows_responses():
    request = {
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": "Weather?"},
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": "70 degrees"},
        ],
    }
    output = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]},
        {"type": "web_search_call", "id": "ws_1", "action": {"query": "q"}},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Warm."}]},
    ]
    assert turns(request, {"output": output, "status": "completed"}) == [
        Turn("system", [Part("text", "Be brief.")]),
        Turn("user", [Part("text", "Weather?")]),
        Turn("assistant", [Part("tool_call", "{}", "f", "call_1")]),
        Turn("tool", [Part("tool_result", "70 degrees", "", "call_1")]),
        Turn(
            "assistant",
            [
                Part("reasoning", "Hm"),
                Part("tool_call", '{\n  "query": "q"\n}', "web_search_call", "ws_1"),
                Part("text", "Warm."),
            ],
            is_answer=True,
            finish_reason="completed",
        ),
    ]


def test_it_says_why_a_response_is_incomplete():
    message = {"type": "message", "content": [{"type": "refusal", "refusal": "No"}]}
    (turn,) = answered(output=[message], status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    assert (turn.parts, turn.finish_reason) == ([Part("refusal", "No")], "max_output_tokens")


def test_it_shows_messages_of_anthropic():
    request = {"system": [{"type": "text", "text": "Be brief."}], "messages": [{"role": "user", "content": "Hi"}]}
    response = {"role": "assistant", "content": [{"type": "text", "text": "Hello"}], "stop_reason": "end_turn"}
    assert turns(request, response) == [
        Turn("system", [Part("text", "Be brief.")]),
        Turn("user", [Part("text", "Hi")]),
        Turn("assistant", [Part("text", "Hello")], is_answer=True, finish_reason="end_turn"),
    ]


def test_it_shows_completions_and_embeddings():
    assert turns({"prompt": "Once"}, {"choices": [{"text": " upon", "finish_reason": "length"}]}) == [
        Turn("user", [Part("text", "Once")]),
        Turn("assistant", [Part("text", " upon")], is_answer=True, finish_reason="length"),
    ]
    assert turns({"input": ["a", "b"]}, {"data": [{"embedding": [0.5, 0.25]}]}) == [
        Turn("user", [Part("text", "a"), Part("text", "b")]),
        Turn("assistant", [Part("embedding", "1 embedding of 2 numbers")], is_answer=True),
    ]


@pytest.mark.parametrize("value", [None, 5, [], {}, {"messages": 5}, {"choices": [5]}, {"id": "gpt-4o"}])
def test_it_shows_nothing_of_what_is_no_conversation(value: Any):
    assert turns(value, value) == []
