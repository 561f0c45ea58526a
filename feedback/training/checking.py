"""Whether a line is as trainers take it. Plain Python.

The rules are those of https://developers.openai.com/api/docs/guides/supervised-fine-tuning (roles, tools, weights) and
vision-fine-tuning (images); of tool calls, those of the chat API, which refuses a call without its result.
"""

from __future__ import annotations

import re
from typing import Any

from feedback.training.messages import Message
from feedback.training.reasons import UnusableError, Why
from feedback.training.tools import Tool
from requestlog.wire.jsons import dict_of, list_of, loads, text_of

ROLES = frozenset({"system", "user", "assistant", "tool"})
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_TOOLS = 128
MOST_IMAGES = 10
MOST_IMAGE_BYTES = 10 * 10**6
IMAGE_TYPES = ("data:image/jpeg;", "data:image/png;", "data:image/webp;", "https://", "http://")
# A training example may have 65,536 tokens, at about four characters each; what is longer loses its end.
MOST_CHARACTERS = 4 * 65_536


def check_prompt(messages: list[Message], tools: list[Tool]) -> None:
    """Raises `UnusableError` unless this is what an answer can follow."""
    if any(message["role"] not in ROLES for message in messages) or not all(map(_is_well_formed, messages)):
        raise UnusableError(Why.MALFORMED)
    if not any(message["role"] == "user" for message in messages):
        raise UnusableError(Why.NO_USER)
    if not _calls_are_answered(messages):
        raise UnusableError(Why.UNANSWERED)
    names = [tool["function"]["name"] for tool in tools]
    if len(names) > MOST_TOOLS or len(set(names)) < len(names) or not all(map(NAME.fullmatch, names)):
        raise UnusableError(Why.MALFORMED)
    _check_images([part for message in messages for part in list_of(message.get("content"))])


def check_shape(message: Message) -> None:
    """Raises `UnusableError` unless the assistant says or calls something."""
    content = message.get("content", "")
    says = content.strip() if isinstance(content, str) else content
    if message["role"] != "assistant" or not (says or message.get("tool_calls")):
        raise UnusableError(Why.EMPTY)
    if not _is_well_formed(message):
        raise UnusableError(Why.MALFORMED)


def check_answer(message: Message, tools: list[Tool]) -> None:
    """Raises `UnusableError` unless the assistant says something, or calls functions of `tools` in JSON."""
    check_shape(message)
    functions = [call["function"] for call in message.get("tool_calls", ())]
    if not {function["name"] for function in functions} <= {tool["function"]["name"] for tool in tools}:
        raise UnusableError(Why.UNKNOWN_TOOL)
    if any(not isinstance(loads(function["arguments"].encode()), dict) for function in functions):
        raise UnusableError(Why.ARGUMENTS)


def check_length(*texts: object) -> None:
    """Raises `UnusableError` for messages and tools of more characters than an example may have; images count apart."""
    if sum(map(characters_of, texts)) > MOST_CHARACTERS:
        raise UnusableError(Why.TOO_LONG)


def characters_of(value: object) -> int:
    """The characters of all texts in a JSON value, but for images."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        if value.get("type") == "image_url":
            return 0
        return sum(len(key) + characters_of(item) for key, item in value.items())
    return sum(map(characters_of, value)) if isinstance(value, list | tuple) else 0


def _is_well_formed(message: Message) -> bool:
    content, calls = message.get("content", ""), message.get("tool_calls", [])
    ids = [call["id"] for call in calls]
    return (
        (isinstance(content, str) or bool(content))
        and ("tool_calls" not in message or (bool(calls) and message["role"] == "assistant"))
        and all(ids)
        and len(set(ids)) == len(ids)
        and all(NAME.fullmatch(call["function"]["name"]) for call in calls)
    )


def _calls_are_answered(messages: list[Message]) -> bool:
    """Whether each call has its one result before anything else is said, and each result its call."""
    open_calls: set[Any] = set()
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_calls:
                return False
            open_calls.remove(message["tool_call_id"])
        elif open_calls:
            return False
        else:
            open_calls = {call["id"] for call in message.get("tool_calls", ())}
    return not open_calls


def _check_images(parts: list[Any]) -> None:
    urls = [text_of(dict_of(part.get("image_url")).get("url")) for part in parts if part["type"] == "image_url"]
    large = any(url.startswith("data:") and len(url) * 3 // 4 > MOST_IMAGE_BYTES for url in urls)
    if len(urls) > MOST_IMAGES or large or not all(url.startswith(IMAGE_TYPES) for url in urls):
        raise UnusableError(Why.MEDIA)
