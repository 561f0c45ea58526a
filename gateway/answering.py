"""The answer on its way to the client."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import aiohttp

from gateway.asking import UsageFilter
from gateway.errors import GatewayError
from gateway.headers import SAFE, Header
from gateway.listening import EVENT_STREAM
from gateway.tape import Tape

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Answer:
    """Sends the head with the first bytes of the body: an upstream that breaks in between still gets a clear error."""

    def __init__(self, send: Send, id: UUID) -> None:
        self.id = id
        self.begun = False
        self.with_success: list[Header] = []
        self._send = send
        self._own_headers = [*SAFE, (b"x-gptboost-request-id", str(id).encode())]
        self._head: dict[str, Any] = {}
        self._sending_since = 0.0

    def head(self, status: int, headers: list[Header]) -> None:
        given = [*headers, *self._own_headers, *(self.with_success if status // 100 == 2 else ())]
        self._head = {"type": "http.response.start", "status": status, "headers": given}

    async def write(self, data: bytes, *, more: bool) -> None:
        """Back when the client's connection can take more."""
        if not self.begun:
            self.begun = True
            await self._send(self._head)
        self._sending_since = time.monotonic()
        await self._send({"type": "http.response.body", "body": data, "more_body": more})
        self._sending_since = 0.0

    async def error(self, error: GatewayError) -> None:
        self.head(error.status, error.headers())
        await self.write(error.body(), more=False)

    def stalled_for(self, now: float) -> float:
        """For how many seconds the client has not taken what was sent last."""
        return now - self._sending_since if self._sending_since else 0.0


async def relay(response: aiohttp.ClientResponse, tape: Tape, answer: Answer, usage_filter: UsageFilter | None) -> None:
    """Passes the body on as it arrives; no byte that completes an id overtakes the spool.

    A body that is no event stream is whole only with its last byte: that one waits for the call's end to be spooled.
    """
    streamed = tape.media_type == EVENT_STREAM
    held = b""
    while True:
        try:
            data = await response.content.readany()
        except (aiohttp.ClientError, TimeoutError):
            await pass_the_rest(response.content, held, tape, answer, usage_filter)
            raise
        makes_known = tape.hear(data)
        passed = usage_filter.feed(data) if usage_filter else data
        if not data or response.content.at_eof():
            await tape.end()
            await answer.write(held + passed + (usage_filter.flush() if usage_filter else b""), more=False)
            return
        if makes_known:
            await tape.keep_up()
        passed, held = (passed, b"") if streamed else (held + passed[:-1], passed[-1:])
        if passed:
            await answer.write(passed, more=True)


async def pass_the_rest(
    content: aiohttp.StreamReader, held: bytes, tape: Tape, answer: Answer, usage_filter: UsageFilter | None
) -> None:
    """What had come before the upstream broke off."""
    data = unread(content)
    if tape.hear(data):
        await tape.keep_up()
    passed = held + (usage_filter.feed(data) + usage_filter.flush() if usage_filter else data)
    if passed:
        await answer.write(passed, more=True)


def unread(content: aiohttp.StreamReader) -> bytes:
    """What is in the buffer: the library hides it behind the error."""
    error, content._exception = content._exception, None
    try:
        return content.read_nowait()
    finally:
        content._exception = error
