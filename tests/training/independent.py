"""What a line of each format must be, written down anew as JSON Schemas and plain loops."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

TEXT_PART = {
    "type": "object",
    "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    "required": ["type", "text"],
    "additionalProperties": False,
}
IMAGE_PART = {
    "type": "object",
    "properties": {
        "type": {"const": "image_url"},
        "image_url": {
            "type": "object",
            "properties": {"url": {"type": "string", "minLength": 1}, "detail": {"enum": ["auto", "low", "high"]}},
            "required": ["url"],
            "additionalProperties": False,
        },
    },
    "required": ["type", "image_url"],
    "additionalProperties": False,
}
NAME = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
TEXT = {"anyOf": [{"type": "string"}, {"type": "array", "items": TEXT_PART, "minItems": 1}]}
CALL = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "type": {"const": "function"},
        "function": {
            "type": "object",
            "properties": {"name": NAME, "arguments": {"type": "string"}},
            "required": ["name", "arguments"],
            "additionalProperties": False,
        },
    },
    "required": ["id", "type", "function"],
    "additionalProperties": False,
}


def message(role: str, required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"role": {"const": role}, "name": {"type": "string"}, **properties},
        "required": ["role", *required],
        "additionalProperties": False,
    }


def assistant(**properties: Any) -> dict[str, Any]:
    calls = {"type": "array", "items": CALL, "minItems": 1}
    made = message("assistant", [], content=TEXT, tool_calls=calls, **properties)
    return {**made, "anyOf": [{"required": ["content"]}, {"required": ["tool_calls"]}]}


USER = message(
    "user", ["content"], content={"anyOf": [TEXT, {"type": "array", "items": {"anyOf": [TEXT_PART, IMAGE_PART]}}]}
)
OTHERS = [
    message("system", ["content"], content=TEXT),
    message("tool", ["content", "tool_call_id"], content=TEXT, tool_call_id={"type": "string", "minLength": 1}),
]
TOOLS = {
    "tools": {
        "type": "array",
        "minItems": 1,
        "maxItems": 128,
        "items": {
            "type": "object",
            "properties": {
                "type": {"const": "function"},
                "function": {"type": "object", "properties": {"name": NAME}, "required": ["name"]},
            },
            "required": ["type", "function"],
            "additionalProperties": False,
        },
    },
    "parallel_tool_calls": {"type": "boolean"},
}


def conversation(*kinds: dict[str, Any]) -> dict[str, Any]:
    messages = {
        "type": "array",
        "items": {"anyOf": [USER, *OTHERS, *kinds]},
        "contains": {"properties": {"role": {"const": "user"}}},
    }
    return {
        "type": "object",
        "properties": {"messages": messages, **TOOLS},
        "required": ["messages"],
        "additionalProperties": False,
    }


TEXTS_ALONE = Draft202012Validator(TEXT)
OUTPUT = {"type": "array", "items": assistant(), "minItems": 1, "maxItems": 1}
SFT = Draft202012Validator(conversation(assistant(weight={"const": 0}), assistant()))
DPO = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "input": conversation(assistant()),
            "preferred_output": OUTPUT,
            "non_preferred_output": OUTPUT,
        },
        "required": ["input", "preferred_output", "non_preferred_output"],
        "additionalProperties": False,
    }
)


def sft(line: bytes) -> dict[str, Any]:
    """The value of a supervised line, which must be one."""
    value = _read(line)
    SFT.validate(value)
    *before, last = value["messages"]
    assert last["role"] == "assistant"
    assert "weight" not in last
    assert all(("weight" in message) == (message["role"] == "assistant") for message in before)
    _calls_have_results(before)
    return value


def dpo(line: bytes) -> dict[str, Any]:
    """The value of a preference line, which must be one."""
    value = _read(line)
    DPO.validate(value)
    assert value["input"]["messages"][-1]["role"] != "assistant"
    assert value["preferred_output"] != value["non_preferred_output"]
    for message in value["input"]["messages"]:
        TEXTS_ALONE.validate(message.get("content", ""))
    _calls_have_results(value["input"]["messages"])
    return value


def _read(line: bytes) -> dict[str, Any]:
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    value: dict[str, Any] = json.loads(line.decode("utf-8"))
    return value


def _calls_have_results(messages: list[dict[str, Any]]) -> None:
    for place, message in enumerate(messages):
        asked = [call["id"] for call in message.get("tool_calls", [])]
        following = messages[place + 1 : place + 1 + len(asked)]
        assert sorted(asked) == sorted(result.get("tool_call_id", "") for result in following)
    results = [message for message in messages if message["role"] == "tool"]
    assert len(results) == sum(len(message.get("tool_calls", [])) for message in messages)
