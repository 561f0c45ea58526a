"""Bodies of requests and answers as OpenAI's API writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from feedback.demo.engines import Effort, Engine
from feedback.demo.texts import Tool

CHAT, RESPONSES, EMBEDDINGS = "chat/completions", "responses", "embeddings"
Message = dict[str, Any]


def packed(body: Message) -> bytes:
    return orjson.dumps(body)


def question(
    endpoint: str, of: Engine, messages: list[Message], *, user: str, streams: bool, tool: Tool | None
) -> Message:
    """The body of a request that continues the conversation `messages`."""
    if endpoint == RESPONSES:
        body: Message = {"model": of.model, "instructions": messages[0]["content"], "input": messages[1:]}
    else:
        body = {"model": of.model, "messages": messages}
        body |= {"tools": [described(tool)]} if tool else {}
        body |= {"stream_options": {"include_usage": True}} if streams else {}
    return {**body, **({"stream": True} if streams else {}), "user": user}


def described(tool: Tool) -> Message:
    properties = {name: {"type": "string"} for name in tool.arguments}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": parameters},
    }


def answer(
    endpoint: str,
    of: Engine,
    message_id: str,
    at: datetime,
    said: Message,
    spent: Effort,
    *,
    ended: str | None = "stop",
) -> Message:
    """The body of an answer; `ended` is None for one that broke off."""
    if endpoint == RESPONSES:
        return _response(of, message_id, at, said, spent, ended)
    choice = {"index": 0, "message": said, "finish_reason": ended}
    body = {
        "id": message_id,
        "object": "chat.completion",
        "created": int(at.timestamp()),
        "model": of.model,
        "choices": [choice],
    }
    return body | ({"usage": _usage(spent)} if ended else {})


def embedding(of: Engine, text: str, vector: str, prompt_tokens: int) -> tuple[Message, Message]:
    """The bodies of one embedding, its vector in base64."""
    asked = {"model": of.model, "input": text, "encoding_format": "base64"}
    answered = {
        "object": "list",
        "data": [{"object": "embedding", "index": 0, "embedding": vector}],
        "model": of.model,
        "usage": {"prompt_tokens": prompt_tokens, "total_tokens": prompt_tokens},
    }
    return asked, answered


def calls_tool(tool: Tool, call_id: str, arguments: dict[str, str]) -> Message:
    function = {"name": tool.name, "arguments": orjson.dumps(arguments).decode()}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": call_id, "type": "function", "function": function}],
    }


def tool_says(call_id: str, result: dict[str, str]) -> Message:
    return {"role": "tool", "tool_call_id": call_id, "content": orjson.dumps(result).decode()}


def error(message: str, kind: str, code: str | None) -> Message:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _usage(spent: Effort) -> Message:
    return {
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "total_tokens": spent.prompt_tokens + spent.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": spent.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": spent.reasoning_tokens},
    }


def _response(of: Engine, message_id: str, at: datetime, said: Message, spent: Effort, ended: str | None) -> Message:
    content = {"type": "output_text", "text": said["content"], "annotations": []}
    state = "completed" if ended else "in_progress"
    message = {"type": "message", "role": "assistant", "status": state, "content": [content]}
    usage = {
        "input_tokens": spent.prompt_tokens,
        "input_tokens_details": {"cached_tokens": spent.cached_tokens},
        "output_tokens": spent.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": spent.reasoning_tokens},
        "total_tokens": spent.prompt_tokens + spent.completion_tokens,
    }
    body = {"id": message_id, "object": "response", "created_at": int(at.timestamp()), "status": state}
    return {**body, "model": of.model, "output": [message], "usage": usage if ended else None}
