"""Requests of three APIs as conversations in the chat format."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.training.messages import prompt_of
from feedback.training.reasons import UnusableError, Why
from tests.training.examples import CALL, WEATHER, said, user

pytestmark = pytest.mark.any_database
PNG = "data:image/png;base64,AAAA"
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "3 degrees"}
CALLS = {"role": "assistant", "tool_calls": [CALL]}
FLAT_CALL = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": '{"city": "Oslo"}'}
IMAGE = {"type": "image_url", "image_url": {"url": PNG, "detail": "low"}}


def messages_of(endpoint: str = "chat/completions", **request: Any) -> list[dict[str, Any]]:
    return prompt_of(request, endpoint).messages


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ([user("Hi")], [user("Hi")]),
        ([{"role": "system", "content": "Be brief."}, user()], [{"role": "system", "content": "Be brief."}, user()]),
        ([{"role": "developer", "content": "Be kind."}, user()], [{"role": "system", "content": "Be kind."}, user()]),
        ([user(), said("Yes?"), user("Why?")], [user(), said("Yes?"), user("Why?")]),
        ([user([{"type": "text", "text": "One"}])], [user("One")]),
        ([{**user(), "name": "ann"}], [{**user(), "name": "ann"}]),
        ([user([{"type": "text", "text": "What is this?"}, IMAGE])],) * 2,
        ([user(), {**CALLS, "content": None, "refusal": None}, RESULT], [user(), CALLS, RESULT]),
        ([user(), {**CALLS, "content": "A moment."}, RESULT], [user(), {**said("A moment."), **CALLS}, RESULT]),
        ([user(), {"role": "assistant", "content": None, "refusal": "No."}, user()], [user(), said("No."), user()]),
        ([user(), said("Yes", reasoning_content="Hm"), user()], [user(), said("Yes"), user()]),
        ([user("\ud800x")], [user("\ufffdx")]),
    ],
    ids=lambda value: "",
)
def test_it_writes_chats(sent, written):
    assert messages_of(messages=sent) == written


def test_it_writes_responses():
    made = messages_of(
        "responses",
        instructions="Be brief.",
        input=[
            {"role": "user", "content": [{"type": "input_text", "text": "Weather?"}]},
            {"type": "reasoning", "summary": []},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "A moment."}]},
            FLAT_CALL,
            {"type": "function_call_output", "call_id": "call_1", "output": "3 degrees"},
        ],
    )
    assert made == [
        {"role": "system", "content": "Be brief."},
        user("Weather?"),
        {**said("A moment."), "tool_calls": [CALL]},
        RESULT,
    ]


def test_it_writes_a_response_to_one_text():
    assert messages_of("responses", input="Hi") == [user("Hi")]


def test_it_puts_calls_at_once_into_one_message():
    second = {**FLAT_CALL, "call_id": "call_2"}
    results = [{"type": "function_call_output", "call_id": id, "output": "x"} for id in ("call_1", "call_2")]
    made = messages_of("responses", input=[user(), FLAT_CALL, second, *results])
    assert [message["role"] for message in made] == ["user", "assistant", "tool", "tool"]
    assert [call["id"] for call in made[1]["tool_calls"]] == ["call_1", "call_2"]


def test_it_writes_messages_of_anthropic():
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    made = messages_of(
        "messages",
        system=[{"type": "text", "text": "Be brief."}],
        messages=[
            user([{"type": "text", "text": "Weather?"}, {"type": "image", "source": source}]),
            said(
                [
                    {"type": "thinking", "thinking": "Hm"},
                    {"type": "text", "text": "A moment."},
                    {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Oslo"}},
                ]
            ),
            user(
                [{"type": "tool_result", "tool_use_id": "call_1", "content": [{"type": "text", "text": "3 degrees"}]}]
            ),
        ],
    )
    image = {"type": "image_url", "image_url": {"url": PNG}}
    call = {**CALL, "function": {"name": "weather", "arguments": '{"city":"Oslo"}'}}
    assert made == [
        {"role": "system", "content": "Be brief."},
        user([{"type": "text", "text": "Weather?"}, image]),
        {**said("A moment."), "tool_calls": [call]},
        RESULT,
    ]


@pytest.mark.parametrize(
    "tool",
    [
        WEATHER,
        {"type": "function", "name": "weather", "parameters": {"type": "object"}},
        {"name": "weather", "input_schema": {"type": "object"}},
        {"type": "custom", "name": "weather", "input_schema": {"type": "object"}},
    ],
    ids=["chat", "responses", "anthropic", "anthropic, typed"],
)
def test_it_writes_functions_alike(tool):
    prompt = prompt_of({"messages": [user()], "tools": [tool], "parallel_tool_calls": False})
    assert prompt.with_tools == {"tools": [WEATHER], "parallel_tool_calls": False}


def test_it_keeps_the_order_of_a_functions_parameters():
    parameters = {"type": "object", "properties": {"zeta": {}, "alpha": {}}}
    (tool,) = prompt_of(
        {"messages": [user()], "tools": [{"type": "function", "function": {"name": "f", "parameters": parameters}}]}
    ).tools
    assert list(tool["function"]["parameters"]["properties"]) == ["zeta", "alpha"]


@pytest.mark.parametrize(
    ("request_", "endpoint", "why"),
    [
        ({}, "chat/completions", Why.NO_BODIES),
        ({"prompt": "Once"}, "completions", Why.TEXT_COMPLETION),
        ({"input": "Once"}, "embeddings", Why.NOT_A_CHAT),
        ({"prompt": "A cat"}, "images/generations", Why.NOT_A_CHAT),
        ({"input": "Hi", "previous_response_id": "resp_1"}, "responses", Why.ELSEWHERE),
        ({"input": "Hi", "conversation": {"id": "c"}}, "responses", Why.ELSEWHERE),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "responses", Why.ELSEWHERE),
        ({"input": [user(), {"type": "web_search_call", "id": "x"}]}, "responses", Why.TOOLS),
        ({"input": "Hi", "tools": [{"type": "web_search"}]}, "responses", Why.TOOLS),
        (
            {"messages": [user()], "tools": [{"type": "custom", "custom": {"name": "sql"}}]},
            "chat/completions",
            Why.TOOLS,
        ),
        ({"messages": [user(), said("{")]}, "messages", Why.PREFILLED),
        ({"messages": [user([{"type": "input_audio", "input_audio": {}}])]}, "chat/completions", Why.MEDIA),
        ({"messages": [user([{"type": "input_image", "file_id": "file-1"}])]}, "responses", Why.MEDIA),
        ({"messages": [{"role": "system", "content": [IMAGE]}, user()]}, "chat/completions", Why.MEDIA),
        ({"messages": [{"role": "narrator", "content": "Once"}]}, "chat/completions", Why.MALFORMED),
        ({"messages": ["Hello"]}, "chat/completions", Why.MALFORMED),
    ],
)
def test_it_says_what_cannot_be_used(request_, endpoint, why):
    with pytest.raises(UnusableError) as raised:
        prompt_of(request_, endpoint)
    assert raised.value.why is why
