"""Functions that a model may call, and its calls of them, as the chat format has them. Plain Python."""

from __future__ import annotations

from typing import Any

import orjson

from feedback.training.reasons import UnusableError, Why
from requestlog.wire.jsons import dict_of, encodable, list_of, text_of

Tool = dict[str, Any]
KEPT = ("description", "parameters", "strict")


def tools_of(value: object) -> list[Tool]:
    """The functions of a request: nested as in chat, flat as in responses, or with Anthropic's `input_schema`.

    Raises `UnusableError` for tools that the upstream runs itself, or that are no functions.
    """
    return [_tool(dict_of(item)) for item in list_of(value)]


def _tool(item: dict[str, Any]) -> Tool:
    function = dict_of(item.get("function")) or item
    if not (item.get("type") == "function" or "input_schema" in item) or not text_of(function.get("name")):
        raise UnusableError(Why.TOOLS)
    told = {"parameters": function.get("input_schema"), **function}
    kept = {key: told[key] for key in KEPT if told.get(key) is not None}
    return {"type": "function", "function": {"name": encodable(str(function["name"])), **kept}}


def chat_calls_of(value: object) -> list[dict[str, Any]]:
    """The `tool_calls` of a chat message."""
    return [_chat_call(dict_of(item)) for item in list_of(value)]


def _chat_call(item: dict[str, Any]) -> dict[str, Any]:
    function = dict_of(item.get("function"))
    if not function:
        raise UnusableError(Why.TOOLS)
    return call_of(item.get("id"), function.get("name"), function.get("arguments"))


def call_of(id: object, name: object, arguments: object) -> dict[str, Any]:
    """One call; its arguments come as text or, from Anthropic's API, as an object."""
    written = arguments if isinstance(arguments, str) else _dumped(arguments)
    return {
        "id": encodable(text_of(id)),
        "type": "function",
        "function": {"name": encodable(text_of(name)), "arguments": encodable(written)},
    }


def _dumped(arguments: object) -> str:
    try:
        return orjson.dumps({} if arguments is None else arguments).decode()
    except orjson.JSONEncodeError as error:  # lone surrogates, huge integers, hundreds of levels
        raise UnusableError(Why.MALFORMED) from error
