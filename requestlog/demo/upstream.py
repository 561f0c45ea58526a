"""The built-in demo model as an OpenAI-compatible upstream: chat completions, whole and streamed. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from requestlog.wire.jsons import dict_of, dicts_of, dumps, loads
from requestlog.wire.parts import parts_of_content

MODEL = "gptboost-demo"
JSON, EVENTS = "application/json", "text/event-stream"
FACT = (
    "Stable hands in New Orleans were the first to call New York’s rich race tracks “the big apple”; a newspaperman who"
    " heard them in the 1920s carried the name to the whole city."
)
ECHO = "This is GPTBoost’s built-in demo model, which knows one fact and is of no use otherwise. You wrote: “{said}”"
GREETING = "This is GPTBoost’s built-in demo model. Ask it for an interesting fact about the Big Apple."
MOST_ECHOED = 200
WORD = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer; the pieces of a stream are events, any other body is one piece."""

    status: int
    media_type: str
    pieces: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def answered(body: bytes, *, id: UUID, now: datetime) -> Answered:
    """The answer to the body of a chat completion, or the error that OpenAI would give; `id` makes it unlike others."""
    asked = dict_of(loads(body))
    messages = dicts_of(asked.get("messages"))
    if not messages:
        return refused("Missing required parameter: 'messages'.", "missing_required_parameter", "messages")
    text = reply_to(said_last(messages))
    usage = usage_of(messages, text)
    head = {"id": f"chatcmpl-demo-{id.hex}", "created": int(now.timestamp()), "model": MODEL}
    if asked.get("stream") is True:
        with_usage = dict_of(asked.get("stream_options")).get("include_usage") is True
        return Answered(200, EVENTS, tuple(events(head, text, usage if with_usage else None)))
    return Answered(200, JSON, (dumps(whole(head, text, usage)),))


def models(now: datetime) -> Answered:
    """What `GET /v1/models` answers."""
    model = {"id": MODEL, "object": "model", "created": int(now.timestamp()), "owned_by": "gptboost"}
    return Answered(200, JSON, (dumps({"object": "list", "data": [model]}),))


def refused(message: str, code: str, parameter: str | None = None, *, status: int = 400) -> Answered:
    """An error as OpenAI words it."""
    error = {"message": message, "type": "invalid_request_error", "param": parameter, "code": code}
    return Answered(status, JSON, (dumps({"error": error}),))


def reply_to(said: str) -> str:
    """What the model says; the same to the same."""
    if "big apple" in said.lower():
        return FACT
    return ECHO.format(said=said[:MOST_ECHOED] + ("…" if len(said) > MOST_ECHOED else "")) if said else GREETING


def said_last(messages: list[dict[str, Any]]) -> str:
    """The text of the last message of a user, on one line."""
    contents = [message.get("content") for message in messages if message.get("role") == "user"]
    parts = parts_of_content(contents[-1]) if contents else []
    return " ".join(" ".join(part.text for part in parts if part.kind == "text").split())


def usage_of(messages: list[dict[str, Any]], text: str) -> dict[str, int]:
    """Words stand for tokens."""
    texts = [part.text for message in messages for part in parts_of_content(message.get("content"))]
    sent, got = (len(" ".join(each).split()) for each in (texts, [text]))
    return {"prompt_tokens": sent, "completion_tokens": got, "total_tokens": sent + got}


def whole(head: dict[str, Any], text: str, usage: dict[str, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**head, "object": "chat.completion", "choices": [choice], "usage": usage}


def events(head: dict[str, Any], text: str, usage: dict[str, int] | None) -> Iterator[bytes]:
    """The chunks of a stream, a word each; the last one but [DONE] tells the usage, where it was asked for."""
    head = {**head, "object": "chat.completion.chunk"}
    deltas: list[dict[str, str]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in WORD.findall(text)]
    for delta in deltas:
        yield event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if usage is not None:
        yield event({**head, "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + dumps(chunk) + b"\n\n"
