"""One call, from its first byte to its last."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from gateway.access import KnownKeys, project_of
from gateway.answering import Answer, Send, relay
from gateway.config import GatewayConfig
from gateway.copying import Copy
from gateway.errors import GatewayError, upstream_timed_out, upstream_unreachable
from gateway.headers import Header, Named, by_name, first, passed_back, secrets, sent_on
from gateway.incoming import checked_path, drain, endpoint_of, is_preflight, read_body
from gateway.presence import ClientGone, Presence, Receive
from gateway.tape import Tape
from gateway.upstream import Upstream, fail_if_lost
from requestlog.calls import DEFAULT_PROJECT
from requestlog.ids import new_id
from requestlog.spool import Writer


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the calls of a worker share."""

    config: GatewayConfig
    known_keys: KnownKeys
    upstream: Upstream
    writer: Writer


class Exchange:
    """A client's call to the upstream, and the tape of it."""

    def __init__(self, equipment: Equipment, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self._config = equipment.config
        self._known_keys = equipment.known_keys
        self._upstream = equipment.upstream
        self._scope = scope
        self._receive = receive
        self._headers: list[Header] = scope["headers"]
        self._named = by_name(self._headers)
        self._secrets = secrets(self._headers, scope["query_string"])
        self._is_preflight = is_preflight(scope["method"], self._named)
        id = new_id()
        self._tape = Tape(equipment.writer, id, muted=self._is_preflight)
        self._answer = Answer(send, id)
        self._presence = Presence(receive)
        self._response: aiohttp.ClientResponse | None = None

    async def run(self) -> None:
        try:
            await self._run()
        except GatewayError as error:
            await self._answer.error(error)
            await drain(self._receive) if error.status == 413 else None
        except ClientGone:
            self._tape.end_at_once("client_closed")
        except asyncio.CancelledError:
            self._tape.end_at_once("interrupted")
            raise

    def look(self, now: float) -> None:
        """Call it several times a second while the call is open."""
        self._tape.look(now)
        if self._answer.stalled_for(now) > self._config.idle_seconds:
            self._presence.leave()
        if self._response is not None:
            fail_if_lost(self._response)

    async def _run(self) -> None:
        path = checked_path(self._scope)
        project_id = DEFAULT_PROJECT if self._is_preflight else await self._project()
        body = await read_body(self._receive, self._named, self._config.max_body_bytes)
        asked = self._copy(self._named)
        await self._tape.start(project_id, endpoint_of(self._scope["method"], path), self._named, asked, body)
        async with self._presence:
            await self._forward(path, body)

    async def _project(self) -> int:
        return await project_of(self._named, self._known_keys, self._config)

    async def _forward(self, path: str, body: bytes) -> None:
        """Raises `GatewayError` where the client must get an answer of ours; what broke later just ends."""
        try:
            await self._ask_and_relay(path, body)
        except TimeoutError:
            await self._upstream_failed(upstream_timed_out(self._config.idle_seconds))
        except aiohttp.ClientError:
            await self._upstream_failed(upstream_unreachable())

    async def _ask_and_relay(self, path: str, body: bytes) -> None:
        method, query = self._scope["method"], self._scope["query_string"].decode("latin-1")
        async with await self._upstream.ask(method, path, query, sent_on(self._headers), body) as response:
            self._response = response
            given = [(name.lower(), value) for name, value in response.raw_headers]
            named = by_name(given)
            received = self._copy(named)
            self._tape.answered(response.status, received, first(named, b"x-request-id"))
            self._answer.head(response.status, passed_back(given, response.status, received.media_type))
            await relay(response, self._tape, self._answer)

    async def _upstream_failed(self, error: GatewayError) -> None:
        if self._answer.begun:  # the connection closes without a proper end, as the upstream's did
            self._tape.end_at_once("upstream_error", error_type=error.code)
            return
        self._tape.replaced(error.status, error.body(), error.code)
        await self._tape.end("upstream_error")
        raise error

    def _copy(self, headers: Named) -> Copy:
        content_type, encoding = first(headers, b"content-type"), first(headers, b"content-encoding")
        return Copy(content_type, encoding, self._secrets, self._config.capture_bytes)
