"""`requestlog.wire.previews`: the one line that the log shows of a prompt and of an answer."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.fields import read_answer, read_request
from requestlog.wire.previews import collapsed
from tests.wire.strategies import few


def asked(**body: Any) -> str:
    return read_request(body).preview


def answered(**body: Any) -> str:
    return read_answer(body).preview


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def choice(**message: Any) -> list[dict[str, Any]]:
    return [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}]


@pytest.mark.parametrize(
    ("body", "preview"),
    [
        ({"messages": [user("first"), {"role": "assistant", "content": "x"}, user("last")]}, "last"),
        ({"messages": [user("q"), {"role": "assistant", "content": "prefill"}]}, "q"),
        ({"messages": [{"role": "system", "content": "only this"}]}, "only this"),
        (
            {
                "messages": [
                    user([{"type": "text", "text": "What is"}, {"type": "image_url", "image_url": {"url": "u"}}])
                ]
            },
            "What is [image]",
        ),
        (
            {"messages": [user([{"type": "input_audio", "input_audio": {}}, {"type": "file", "file": {}}])]},
            "[audio] [file]",
        ),
        (
            {"messages": [user("q"), {"role": "tool", "tool_call_id": "c", "content": "70 degrees"}]},
            "q",
        ),
        ({"messages": [{"role": "tool", "tool_call_id": "c", "content": "70 degrees"}]}, "[tool result] 70 degrees"),
        (
            {"messages": [user("q"), user([{"type": "tool_result", "tool_use_id": "t", "content": "ok"}])]},
            "q",
        ),
        ({"messages": [user([{"type": "tool_result", "tool_use_id": "t", "content": "ok"}])]}, "[tool result] ok"),
        ({"input": "Tell me"}, "Tell me"),
        ({"input": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]}, "Hi"),
        ({"input": [{"type": "function_call_output", "call_id": "c", "output": "42"}]}, "[tool result] 42"),
        ({"instructions": "Be brief.", "input": []}, "Be brief."),
        ({"prompt": "Once upon"}, "Once upon"),
        ({"prompt": ["a", "b"]}, "a (+1 more)"),
        ({"prompt": [1, 2, 3]}, "[3 tokens]"),
        ({"input": ["a", "b", "c", "d"]}, "a (+3 more)"),
        ({"input": [[1, 2], [3]]}, "[2 tokens] (+1 more)"),
        ({"messages": []}, ""),
        ({"messages": "hello"}, ""),
        ({}, ""),
    ],
)
def test_it_previews_the_prompt(body: dict[str, Any], preview: str):
    assert asked(**body) == preview


def test_it_cuts_previews():
    assert asked(messages=[user("word " * 100)]) == "word " * 31 + "word…"
    assert len(asked(input=["x" * 500, "y"])) == 160
    assert asked(input=["x" * 500, "y"]).endswith("x… (+1 more)")


@pytest.mark.parametrize(
    ("body", "preview"),
    [
        ({"choices": choice(content="Hello\nyou")}, "Hello you"),
        ({"choices": choice(content=None, refusal="I can't")}, "I can't"),
        ({"choices": [{"text": " a story"}]}, "a story"),
        (
            {
                "choices": choice(
                    content=None, tool_calls=[{"function": {"name": "f", "arguments": '{"city":"Ürzig"}'}}]
                )
            },
            'f({"city": "Ürzig"})',
        ),
        ({"choices": choice(content="", tool_calls=[{"function": {"name": "f", "arguments": '{"ci'}}])}, 'f({"ci)'),
        ({"choices": choice(content="Let me look", tool_calls=[{"function": {"name": "f"}}])}, "Let me look"),
        ({"choices": choice(content=None), "error": {"code": "x", "message": "y"}}, "x — y"),
        (
            {
                "output": [
                    {"type": "reasoning"},
                    {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]},
                ]
            },
            "Hi",
        ),
        ({"output": [{"type": "function_call", "name": "f", "arguments": "{}"}]}, "f({})"),
        ({"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}]}, "Hi"),
        ({"content": [{"type": "tool_use", "name": "f", "input": {"a": 1}}]}, 'f({"a": 1})'),
        ({"data": [{"embedding": [0.1] * 1536}, {"embedding": [0.1] * 1536}]}, "2 embeddings of 1536 numbers"),
        ({"data": [{"embedding": base64.b64encode(bytes(4 * 5)).decode()}]}, "1 embedding of 5 numbers"),
        ({"results": [{"flagged": True, "categories": {"violence": True, "hate": False}}]}, "flagged: violence"),
        ({"results": [{"flagged": False, "categories": {"violence": False}}]}, "not flagged"),
        ({"data": [{"b64_json": "AAAA"}]}, "[image]"),
        ({"text": "What was said"}, "What was said"),
        (
            {"error": {"code": "rate_limit_exceeded", "type": "requests", "message": "Wait"}},
            "rate_limit_exceeded — Wait",
        ),
        ({"id": "gpt-4o", "object": "model"}, ""),
    ],
)
def test_it_previews_the_answer(body: dict[str, Any], preview: str):
    assert answered(**body) == preview


@few
@given(st.text("ab \n\t\u2003", max_size=60), st.integers(1, 30))
def test_it_cuts_a_line_no_earlier_and_no_later(text: str, most: int):
    line = " ".join(text.split())
    assert collapsed(text, most) == (line if len(line) <= most else line[: most - 1].rstrip() + "…")
