"""What the scripted upstream says: OpenAI's answers, and everything that goes wrong on the way."""

from __future__ import annotations

import asyncio
import gzip
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from tests.hostile import HOSTILE
from tests.upstream import Received, Wire

JSON = ("Content-Type", "application/json")
EVENTS = ("Content-Type", "text/event-stream; charset=utf-8")
CHUNKED = ("Transfer-Encoding", "chunked")
CORS = [("access-control-allow-origin", "*"), ("access-control-expose-headers", "X-Request-ID")]
WORDS = ["Hello", " there", ",", " wörld", " 👋", "."]
USAGE = {"prompt_tokens": 9, "completion_tokens": 6, "total_tokens": 15}
SECONDS = 60
Script = Callable[[Received, Wire], Awaitable[None]]


async def play(request: Received, wire: Wire) -> None:
    """Answers one request."""
    script = SCRIPTS.get(request.script) or SCRIPTS.get(request.target.partition("?")[0]) or normal
    if request.method == "OPTIONS":
        script = preflight
    await script(request, wire)


def new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"


def common() -> list[tuple[str, str]]:
    """Headers that OpenAI sends, one of them twice."""
    return [*CORS, ("x-request-id", f"req_{uuid.uuid4().hex}"), ("x-ratelimit-remaining-requests", "4999"),
            ("Via", "1.1 a"), ("Via", "1.1 b")]  # fmt: skip


def message_of(asked: dict[str, Any]) -> dict[str, Any]:
    if not asked.get("tools"):
        return {"role": "assistant", "content": "".join(WORDS), "refusal": None}
    call = {"name": asked["tools"][0]["function"]["name"], "arguments": '{"city":"Malmö"}'}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
    }


def completion(asked: dict[str, Any], id: str = "") -> dict[str, Any]:
    reason = "tool_calls" if asked.get("tools") else "stop"
    choices = [
        {"index": index, "message": message_of(asked), "logprobs": None, "finish_reason": reason}
        for index in range(asked.get("n") or 1)
    ]
    return {"id": id or new_id(), "object": "chat.completion", "created": 1795406554, "model": asked.get("model"),
            "choices": choices, "usage": USAGE, "system_fingerprint": "fp_scripted"}  # fmt: skip


def deltas(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The deltas of one choice: the role first, then the words or the pieces of a tool call."""
    yield {"role": "assistant", "content": "" if not asked.get("tools") else None}
    if not asked.get("tools"):
        yield from ({"content": word} for word in WORDS)
        return
    function = {"name": asked["tools"][0]["function"]["name"], "arguments": ""}
    yield {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
    for piece in ('{"city":', '"Malmö"}'):
        yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


def events(asked: dict[str, Any], id: str) -> Iterator[bytes]:
    """A whole stream, event by event."""
    base = {"id": id, "object": "chat.completion.chunk", "created": 1795406554, "model": asked.get("model")}
    for index in range(asked.get("n") or 1):
        for delta in deltas(asked):
            yield event(base | {"choices": [{"index": index, "delta": delta, "finish_reason": None}]})
        reason = "tool_calls" if asked.get("tools") else "stop"
        yield event(base | {"choices": [{"index": index, "delta": {}, "finish_reason": reason}]})
    if (asked.get("stream_options") or {}).get("include_usage"):
        yield event(base | {"choices": [], "usage": USAGE})
    yield b"data: [DONE]\n\n"


def event(payload: object) -> bytes:
    return b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\n\n"


def error(message: str, kind: str, code: str | None) -> bytes:
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()


async def normal(request: Received, wire: Wire) -> None:
    """A chat completion, streamed where that was asked for; 401 for the bearer "wrong"."""
    if request.header("authorization") == "Bearer wrong":
        await unauthorised(request, wire)
    elif request.json.get("stream"):
        await stream(request, wire)
    else:
        await wire.answer(200, json.dumps(completion(request.json), ensure_ascii=False).encode(), JSON, *common())


async def stream(request: Received, wire: Wire, pause: float = 0.0, id: str = "") -> None:
    await wire.head(200, EVENTS, CHUNKED, *common())
    for piece in events(request.json, id or new_id()):
        await wire.chunk(piece)
        await asyncio.sleep(pause)
    await wire.last_chunk()


async def slow_stream(request: Received, wire: Wire) -> None:
    await stream(request, wire, pause=0.15)


async def unauthorised(request: Received, wire: Wire) -> None:
    """As OpenAI does, the answer repeats the key."""
    message = f"Incorrect API key provided: {request.header('authorization')}."
    await wire.answer(401, error(message, "invalid_request_error", "invalid_api_key"), JSON, *common())


async def bad_request(request: Received, wire: Wire) -> None:
    await wire.answer(400, error("Missing 'messages'.", "invalid_request_error", None), JSON, *common())


async def rate_limited(request: Received, wire: Wire) -> None:
    headers = [("retry-after", "7"), ("retry-after-ms", "7000")]
    await wire.answer(429, error("Too many.", "requests", "rate_limit_exceeded"), JSON, *headers, *common())


async def html_error(request: Received, wire: Wire) -> None:
    await wire.answer(502, b"<html><script>alert(1)</script></html>", ("Content-Type", "text/html"))


async def models(request: Received, wire: Wire) -> None:
    listed = [{"id": "gpt-5-mini", "object": "model", "created": 1795406554, "owned_by": "openai"}]
    body = json.dumps({"object": "list", "data": listed}).encode()
    await wire.head(200, JSON, ("Content-Length", str(len(body))), *common())
    await wire.raw(b"" if request.method == "HEAD" else body)


async def embeddings(request: Received, wire: Wire) -> None:
    data = [{"object": "embedding", "index": 0, "embedding": [0.25, -0.5]}]
    answer = {
        "object": "list",
        "data": data,
        "model": request.json["model"],
        "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }
    await wire.answer(200, json.dumps(answer).encode(), JSON, *common())


async def speech(request: Received, wire: Wire) -> None:
    await wire.answer(200, bytes(range(256)) * 40, ("Content-Type", "audio/mpeg"))


async def deleted(request: Received, wire: Wire) -> None:
    await wire.head(204, *common())


async def redirect(request: Received, wire: Wire) -> None:
    await wire.answer(302, b"", ("Location", "http://127.0.0.1:1/elsewhere"))


async def preflight(request: Received, wire: Wire) -> None:
    allowed = [("access-control-allow-methods", "POST"), ("access-control-allow-headers", "authorization,content-type")]
    await wire.head(200, *CORS, *allowed, ("Content-Length", "0"))


async def cookie(request: Received, wire: Wire) -> None:
    await wire.answer(200, json.dumps(completion(request.json)).encode(), JSON, ("Set-Cookie", "__cf_bm=upstream"))


async def zipped(request: Received, wire: Wire) -> None:
    body = gzip.compress(json.dumps(completion(request.json, "chatcmpl-zipped")).encode())
    await wire.answer(200, body, JSON, ("Content-Encoding", "gzip"))


async def zipped_stream(request: Received, wire: Wire) -> None:
    packed = gzip.compress(b"".join(events(request.json, new_id())))
    await wire.head(200, EVENTS, CHUNKED, ("Content-Encoding", "gzip"))
    for at in range(0, len(packed), 50):
        await wire.chunk(packed[at : at + 50])
    await wire.last_chunk()


async def in_two_pieces(request: Received, wire: Wire) -> None:
    """A JSON body without a length, its last byte late."""
    body = json.dumps(completion(request.json)).encode()
    await wire.head(200, JSON, CHUNKED)
    for piece in (body[:-1], body[-1:]):
        await wire.chunk(piece)
        await asyncio.sleep(0.2)
    await wire.last_chunk()


async def until_close(request: Received, wire: Wire) -> None:
    """A body that ends with the connection, as HTTP/1.0 has it."""
    await wire.head(200, JSON, ("Connection", "close"))
    await wire.raw(json.dumps(completion(request.json)).encode())
    wire.cut()


async def late_id(request: Received, wire: Wire) -> None:
    """The first event has no id, the later ones have two different ones."""
    await wire.head(200, EVENTS, CHUNKED)
    for id in ("", "", new_id(), new_id()):
        await wire.chunk(event({"id": id, "choices": [{"index": 0, "delta": {"content": "x"}}]}))
    await wire.chunk(b"data: [DONE]\n\n")
    await wire.last_chunk()


async def error_in_stream(request: Received, wire: Wire) -> None:
    await wire.head(200, EVENTS, CHUNKED)
    await wire.chunk(next(events(request.json, new_id())))
    await wire.chunk(b"data: " + error("The server is overloaded.", "server_error", "overloaded") + b"\n\n")
    await wire.last_chunk()


async def echo_stream(request: Received, wire: Wire) -> None:
    """A stream that spells all that it got back, one character an event, and whole."""
    said = json.dumps([request.headers, request.target, request.json])
    await wire.head(200, EVENTS, CHUNKED)
    await wire.chunk(event({"id": new_id(), "choices": [{"index": 0, "delta": {"content": said}}]}))
    for at in range(0, len(said), 7):
        await wire.chunk(b": " + said[at : at + 7].encode())
    await wire.last_chunk()


async def big(request: Received, wire: Wire) -> None:
    answer = completion(request.json)
    answer["choices"][0]["message"]["content"] = "long " * 600_000
    await wire.answer(200, json.dumps(answer).encode(), JSON)


async def big_headers(request: Received, wire: Wire) -> None:
    await wire.answer(200, b"{}", JSON, ("x-big", "h" * 60_000))


async def hang(request: Received, wire: Wire) -> None:
    await asyncio.sleep(SECONDS)


async def hang_after_head(request: Received, wire: Wire) -> None:
    await wire.head(200, EVENTS, CHUNKED)
    await asyncio.sleep(SECONDS)


async def some_events(request: Received, wire: Wire) -> None:
    await wire.head(200, EVENTS, CHUNKED, *common())
    for piece in list(events(request.json, new_id()))[:4]:
        await wire.chunk(piece)


async def hang_mid(request: Received, wire: Wire) -> None:
    await some_events(request, wire)
    await asyncio.sleep(SECONDS)


async def reset(request: Received, wire: Wire) -> None:
    wire.reset()


async def reset_mid(request: Received, wire: Wire) -> None:
    await some_events(request, wire)
    await asyncio.sleep(0.2)
    wire.reset()


async def cut_mid_chunk(request: Received, wire: Wire) -> None:
    await some_events(request, wire)
    await wire.raw(b"ff\r\ndata: {")
    await asyncio.sleep(0.2)
    wire.cut()


async def bad_chunk_size(request: Received, wire: Wire) -> None:
    await some_events(request, wire)
    await asyncio.sleep(0.2)
    await wire.raw(b"zz\r\nwrong\r\n")


async def too_short(request: Received, wire: Wire) -> None:
    await wire.head(200, JSON, ("Content-Length", "1000"))
    await wire.raw(b'{"id": "chatcmpl-short"')
    wire.cut()


async def nonsense(request: Received, wire: Wire) -> None:
    await wire.raw(b"this is no HTTP\r\n\r\n")
    wire.cut()


SCRIPTS: dict[str, Script] = {
    name.replace("_", "-"): script for name, script in list(globals().items()) if asyncio.iscoroutinefunction(script)
} | {"/v1/models": models, "/v1/embeddings": embeddings, "/v1/audio/speech": speech, "/v1/files/file-1": deleted}
SCRIPTS |= HOSTILE
