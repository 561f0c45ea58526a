"""`requestlog.wire.answers`: the items of the responses API, and the sources that answers name."""

from __future__ import annotations

from typing import Any

import pytest

from requestlog.wire.fields import Usage, read_answer
from requestlog.wire.parts import Part
from requestlog.wire.turns import turns

PAGE = {"type": "url_citation", "url": "https://example.org/a", "title": "A", "start_index": 0, "end_index": 1}


def parts_of(item: dict[str, Any]) -> list[Part]:
    (turn,) = turns(None, {"object": "response", "output": [item]})
    return turn.parts


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        (
            {"type": "custom_tool_call", "call_id": "c", "name": "sql", "input": "SELECT 1"},
            [Part("tool_call", "SELECT 1", "sql", "c")],
        ),
        (
            {"type": "mcp_call", "id": "m", "name": "roll", "server_label": "dice", "arguments": "{}", "output": "4"},
            [Part("tool_call", "{}", "roll", "m"), Part("tool_result", "4", "", "m")],
        ),
        (
            {"type": "mcp_call", "id": "m", "name": "roll", "arguments": "{}", "output": None, "error": "Gone"},
            [Part("tool_call", "{}", "roll", "m"), Part("tool_result", "Gone", "", "m")],
        ),
        (
            {"type": "mcp_approval_request", "id": "a", "name": "roll", "arguments": "{}"},
            [Part("tool_call", "{}", "roll", "a")],
        ),
        (
            {
                "type": "code_interpreter_call",
                "id": "ci",
                "code": "print(1)",
                "outputs": [{"type": "logs", "logs": "1\n"}, {"type": "image", "url": "https://example.org/i.png"}],
            },
            [
                Part("tool_call", "print(1)", "code_interpreter_call", "ci"),
                Part("tool_result", "1\n\nhttps://example.org/i.png", "", "ci"),
            ],
        ),
        (
            {"type": "file_search_call", "id": "fs", "queries": ["q"], "results": [{"filename": "a.md", "text": "A"}]},
            [Part("tool_call", '[\n  "q"\n]', "file_search_call", "fs"), Part("tool_result", "A", "", "fs")],
        ),
        (
            {"type": "computer_call", "call_id": "cc", "actions": [{"type": "wait"}]},
            [Part("tool_call", '[\n  {\n    "type": "wait"\n  }\n]', "computer_call", "cc")],
        ),
        (
            {"type": "apply_patch_call", "call_id": "p", "operation": {"type": "delete_file"}},
            [Part("tool_call", '{\n  "type": "delete_file"\n}', "apply_patch_call", "p")],
        ),
        (
            {"type": "image_generation_call", "output_format": "webp", "result": "AAAA"},
            [Part("image", "image/webp, 3 bytes")],
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_it_reads_the_calls_of_tools(item: dict[str, Any], parts: list[Part]):
    assert parts_of(item) == parts


@pytest.mark.parametrize(
    "answer",
    [
        {"choices": [{"message": {"content": "x", "annotations": [{"type": "url_citation", "url_citation": PAGE}]}}]},
        {
            "output": [
                {"type": "message", "content": [{"type": "output_text", "text": "x", "annotations": [PAGE, PAGE]}]}
            ]
        },
        {"content": [{"type": "text", "text": "x", "citations": [{**PAGE, "type": "web_search_result_location"}]}]},
    ],
    ids=["chat", "responses", "messages"],
)
def test_it_names_the_sources_of_an_answer_once(answer: dict[str, Any]):
    (turn,) = turns(None, answer)
    assert turn.parts == [Part("text", "x"), Part("citation", "https://example.org/a", "A")]


def test_it_reads_what_a_server_tool_of_anthropic_found():
    found = {"type": "web_search_result", "title": "A", "url": "https://example.org/a", "encrypted_content": "…"}
    answer = {
        "role": "assistant",
        "content": [
            {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
            {"type": "web_search_tool_result", "tool_use_id": "s", "content": [found]},
        ],
    }
    (turn,) = turns(None, answer)
    assert turn.parts == [
        Part("tool_call", '{\n  "query": "q"\n}', "web_search", "s"),
        Part("tool_result", "A https://example.org/a", "", "s"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "file-1", "object": "file", "bytes": 5, "filename": "a.jsonl", "purpose": "batch"},
        {"id": "batch_1", "object": "batch", "model": "gpt-5", "usage": {"input_tokens": 9, "output_tokens": 9}},
        {"object": "list", "data": [{"id": "gpt-5", "object": "model"}]},
    ],
    ids=["file", "batch", "models"],
)
def test_it_takes_other_bodies_for_what_they_are(body: dict[str, Any]):
    answer = read_answer(body)
    assert (answer.preview, answer.usage, turns(None, body)) == ("", Usage(), [])
