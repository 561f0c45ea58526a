"""The 24 scenarios of an upstream, some of them in several forms, and what must come of each.

Every answer is the same each time, ids included, so that what passes can be held against the direct answer.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass

import brotli
import zstandard

from tests import scripts
from tests.scripts import CHUNKED, EVENTS, JSON, SECONDS, WORDS, Script, completion, error, events
from tests.upstream import Received, Wire

ANSWER = "".join(WORDS)
HUGE_BYTES = 64 * 2**20
UNPACKED_BYTES = 16 * 2**20
FIRST_WRITES = 4  # the head and three events
HEADERS = [("x-request-id", "req_fixed"), ("openai-version", "2020-10-01"), ("Via", "1.1 a"), ("Via", "1.1 b")]


@dataclass(frozen=True)
class Scenario:
    """`status` is what the client gets, `own` the code where the gateway answers itself; the rest is of the log."""

    name: str
    script: Script
    text: str = ANSWER
    status: int = 200
    state: str = "complete"
    error: str = ""
    ids: tuple[str, ...] = ("chatcmpl-1",)
    breaks: bool = False
    own: str = ""
    streams: bool = True
    held_after: int = FIRST_WRITES

    @property
    def hangs(self) -> bool:
        return self.error == "upstream_timeout"


class HeldWire(Wire):
    """Writes so often and half a time more, and then nothing: for a client that leaves meanwhile."""

    def __init__(self, wire: Wire, writes: int) -> None:
        super().__init__(wire.writer)
        self._left = writes

    async def raw(self, data: bytes) -> None:
        if self._left:
            self._left -= 1
            await super().raw(data)
            return
        await super().raw(data[: len(data) // 2])
        await asyncio.sleep(SECONDS)


async def play(request: Received, wire: Wire) -> None:
    """Answers one request, with `x-hold` only the beginning of it; what names no scenario as `scripts` does."""
    scenario = BY_NAME.get(request.script)
    if scenario is None:
        await (spell if request.script.startswith("spell-") else scripts.play)(request, wire)
        return
    if request.header("x-hold"):
        if not scenario.held_after:
            await asyncio.sleep(SECONDS)
        wire = HeldWire(wire, scenario.held_after)
    await scenario.script(request, wire)


async def spell(request: Received, wire: Wire) -> None:
    """A stream that says the bearer's key in as many events as the model's name ends in."""
    key, number = (request.header("authorization") or "").partition(" ")[2], int(request.script.removeprefix("spell-"))
    step = -(-len(key) // number)
    await wire.head(200, EVENTS, CHUNKED)
    for at in range(0, len(key), step):
        await wire.chunk(scripts.event({"choices": [{"index": 0, "delta": {"content": key[at : at + step]}}]}))
    await wire.last_chunk()


def streaming(*pieces: bytes, pack: bool = False) -> Script:
    """A stream in those pieces, or all in one segment."""

    async def script(request: Received, wire: Wire) -> None:
        await wire.head(200, EVENTS, CHUNKED, *HEADERS)
        if pack:
            framed = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]
            await wire.raw(b"".join([*framed, b"0\r\n\r\n"]))
            return
        for piece in pieces:
            await wire.chunk(piece)
        await wire.last_chunk()

    return script


def breaking(end: Script) -> Script:
    """Five events at once, and then that end."""

    async def script(request: Received, wire: Wire) -> None:
        await wire.head(200, EVENTS, CHUNKED, *HEADERS)
        for piece in STREAM[:5]:
            await wire.chunk(piece)
        await end(request, wire)

    return script


def answering(status: int, body: bytes, *headers: tuple[str, str]) -> Script:
    async def script(request: Received, wire: Wire) -> None:
        await wire.answer(status, body, *headers, *HEADERS)

    return script


def lying(said: int, body: bytes) -> Script:
    """A Content-Length that is not the body's."""

    async def script(request: Received, wire: Wire) -> None:
        await wire.head(200, JSON, *HEADERS, ("Content-Length", str(said)))
        await wire.raw(body)
        wire.cut()

    return script


async def hang(request: Received, wire: Wire) -> None:
    await asyncio.sleep(SECONDS)


async def hang_after_head(request: Received, wire: Wire) -> None:
    await wire.head(200, EVENTS, CHUNKED, *HEADERS)
    await asyncio.sleep(SECONDS)


async def reset(request: Received, wire: Wire) -> None:
    wire.reset()


async def cut_in_a_chunk(request: Received, wire: Wire) -> None:
    await wire.raw(b"ff\r\ndata: {")
    wire.cut()


async def wrong_chunk_size(request: Received, wire: Wire) -> None:
    """A while after the events: of a segment that is malformed no client can make anything, from its start on."""
    await asyncio.sleep(0.5)
    await wire.raw(b"zz\r\nwrong\r\n")
    wire.cut()


async def cut_after_much(request: Received, wire: Wire) -> None:
    for _ in range(64):
        await wire.chunk(b": %s\n\n" % (b"x" * 65536))
    await cut_in_a_chunk(request, wire)


async def huge(request: Received, wire: Wire) -> None:
    """Text of 64 MB, without a length."""
    await wire.head(200, ("Content-Type", "text/plain"), CHUNKED, *HEADERS)
    piece = bytes(range(32, 96)) * 1024
    for _ in range(HUGE_BYTES // len(piece)):
        await wire.chunk(piece)
    await wire.last_chunk()


def with_id(piece: bytes, id: str) -> bytes:
    return piece.replace(b"chatcmpl-1", id.encode())


def odd_lines(pieces: list[bytes]) -> list[bytes]:
    """The same stream with every line that the standard allows."""
    named = [b"event: message\r\nid: 7\r\nretry: 3000\r\n" + piece.replace(b"\n", b"\r\n") for piece in pieces]
    return [b": ping\r\n\r\n" + piece for piece in named]


STREAM = list(events({"model": "gpt-5-mini"}, "chatcmpl-1"))
WHOLE = b"".join(STREAM)
BODY = json.dumps(completion({"model": "gpt-5-mini"}, "chatcmpl-1"), ensure_ascii=False).encode()
BEGUN = "".join(WORDS[:4])
BOMB = gzip.compress(b'{"id":"chatcmpl-1","x":"' + b"0" * UNPACKED_BYTES + b'"}')
ECHO = error("Incorrect API key provided: sk-proj-*****wxyz.", "invalid_request_error", "invalid_api_key")
ECHO_TEXT = "invalid_api_key — Incorrect API key provided: sk-proj-*****wxyz."
HTML = b"<html><body><h1>Bad gateway</h1><script>alert(1)</script></body></html>"
LATE_ID = [with_id(piece, "") for piece in STREAM[:2]] + STREAM[2:]
TWO_IDS = [*STREAM[:3], *(with_id(piece, "chatcmpl-2") for piece in STREAM[3:])]
RETRY = [JSON, ("retry-after", "7"), ("retry-after-ms", "7000"), ("x-ratelimit-remaining-requests", "0")]
LIMITED = error("Rate limit reached.", "requests", "rate_limit_exceeded")
LIMITED_TEXT = "rate_limit_exceeded — Rate limit reached."
OVERLOADED = b"data: " + error("The server is overloaded.", "server_error", "overloaded") + b"\n\n"
LOST = {"state": "upstream_error", "error": "upstream_unreachable", "breaks": True, "text": BEGUN}
TIMED_OUT = {"state": "upstream_error", "error": "upstream_timeout"}
NO_ANSWER = {"text": "", "ids": (), "streams": False, "held_after": 0}
ONE_WRITE = {"streams": False, "held_after": 1}


def packed(encoding: str, body: bytes) -> Script:
    return answering(200, body, JSON, ("Content-Encoding", encoding))


SCENARIOS = [
    Scenario("U1", answering(200, BODY, JSON), **ONE_WRITE),
    Scenario("U2", streaming(*STREAM)),
    Scenario("U3", streaming(*odd_lines(STREAM))),
    Scenario("U4", streaming(*(WHOLE[at : at + 7] for at in range(0, len(WHOLE), 7))), held_after=80),
    Scenario("U5", streaming(*STREAM, pack=True), held_after=1),
    Scenario("U6", streaming(*STREAM[:-1])),
    Scenario("U7", streaming(*STREAM, b": more\n\n", b'data: {"after": "the end"}\n\n')),
    Scenario("U8", streaming(*STREAM[:3], b'data: {"id": "chatcmpl-1", "choi\n\n', *STREAM[3:])),
    Scenario("U9", streaming(*LATE_ID)),
    Scenario("U10", streaming(*TWO_IDS), ids=("chatcmpl-1", "chatcmpl-2")),
    Scenario("U11", streaming(*STREAM[:5], OVERLOADED), error="overloaded", text=BEGUN),
    Scenario("U12", hang, status=504, own="upstream_timeout", **TIMED_OUT, **NO_ANSWER),
    Scenario("U13", hang_after_head, status=504, own="upstream_timeout", **TIMED_OUT, **NO_ANSWER),
    Scenario("U14", breaking(hang), breaks=True, text=BEGUN, **TIMED_OUT),
    Scenario("U15", reset, status=502, own="upstream_unreachable", **{**LOST, **NO_ANSWER, "breaks": False}),
    Scenario("U16", breaking(reset), **LOST),
    Scenario("U17", breaking(cut_in_a_chunk), **LOST),
    Scenario("U17-late", breaking(cut_after_much), **LOST),
    Scenario("U18", breaking(wrong_chunk_size), **LOST),
    Scenario("U19-short", lying(len(BODY) + 500, BODY), **{**LOST, "text": ANSWER}, **ONE_WRITE),
    Scenario("U19-long", lying(len(BODY), BODY + b"HTTP/1.1 200 Not asked for\r\n"), **ONE_WRITE),
    Scenario(
        "U20", answering(429, LIMITED, *RETRY), LIMITED_TEXT, 429, error="rate_limit_exceeded", ids=(), **ONE_WRITE
    ),
    *(
        Scenario(
            f"U21-{status}", answering(status, HTML, ("Content-Type", "text/html")), "", status, ids=(), **ONE_WRITE
        )
        for status in (500, 502, 503, 520)
    ),
    Scenario("U22", answering(401, ECHO, JSON), ECHO_TEXT, 401, error="invalid_api_key", ids=(), **ONE_WRITE),
    Scenario("U23-gzip", packed("gzip", gzip.compress(BODY, mtime=0)), **ONE_WRITE),
    Scenario("U23-br", packed("br", brotli.compress(BODY)), **ONE_WRITE),
    Scenario("U23-zstd", packed("zstd", zstandard.compress(BODY)), **ONE_WRITE),
    Scenario("U23-bomb", packed("gzip", BOMB), "", ids=(), **ONE_WRITE),
    Scenario("U24-huge", huge, "", ids=(), streams=False),
    Scenario("U24-headers", answering(200, BODY, JSON, *((f"x-big-{n}", "h" * 50_000) for n in range(4))), **ONE_WRITE),
    Scenario("U24-cookie", answering(200, BODY, JSON, ("Set-Cookie", "__cf_bm=upstream")), **ONE_WRITE),
    Scenario("U24-redirect", answering(302, b"", ("Location", "http://127.0.0.1:1/else")), status=302, **NO_ANSWER),
]
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
