"""One call, from its first byte to its last."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from gateway.access import NOBODY, KnownKeys, caller_of
from gateway.answering import Answer, Send, relay
from gateway.asked import Asked
from gateway.callers import log_mode, stricter
from gateway.config import GatewayConfig
from gateway.copying import Copy
from gateway.errors import (
    GatewayError,
    log_mode_not_known,
    request_incomplete,
    too_many_in_flight,
    upstream_failure,
    upstream_timed_out,
)
from gateway.headers import Header, Named, by_name, first, passed_back, secrets, sent_on
from gateway.in_flight import InFlight
from gateway.incoming import check_headers, checked_path, drain, endpoint_of, is_preflight, read_body
from gateway.policy import USUAL, Log, Policy
from gateway.presence import ClientGone, Presence, Receive
from gateway.tape import Tape
from gateway.upstream import Upstream, fail_if_lost
from gateway.vote_tokens import VOTED_ON, token_headers
from requestlog.ids import new_id
from requestlog.spool import Writer


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the calls of a worker share."""

    config: GatewayConfig
    known_keys: KnownKeys
    upstream: Upstream
    writer: Writer
    in_flight: InFlight


class Exchange:
    """A client's call to the upstream, and the tape of it."""

    def __init__(self, equipment: Equipment, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self._config = equipment.config
        self._equipment = equipment
        self._scope = scope
        self._receive = receive
        self._headers: list[Header] = scope["headers"]
        self._named = by_name(self._headers)
        id = new_id()
        self._tape = Tape(equipment.writer, id, secrets(self._headers, scope["query_string"]))
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
            if not self._answer.begun:  # heard by a client that is there and has only been too slow
                await self._answer.error(request_incomplete())
        except asyncio.CancelledError:
            self._tape.end_at_once("interrupted")
            raise

    def look(self, now: float) -> None:
        """Call it several times a second while the call is open."""
        self._tape.look(now)
        self._presence.watch()
        if self._answer.stalled_for(now) > self._config.client_idle_seconds:
            self._presence.leave()
        if self._response is not None:
            fail_if_lost(self._response)

    async def _run(self) -> None:
        path = checked_path(self._scope)
        check_headers(self._headers, self._named, self._scope["query_string"])
        if is_preflight(self._scope["method"], self._named):
            await self._call(path, NOBODY.project_id, USUAL, "none")
            return
        caller = await caller_of(self._named, self._equipment.known_keys, self._config)
        policy = self._equipment.known_keys.policy_of(caller.project_id)
        if not self._equipment.in_flight.enter(caller.key):
            raise too_many_in_flight(self._config.in_flight_per_key)
        try:
            await self._call(path, caller.project_id, policy, self._log_mode(policy))
        finally:
            self._equipment.in_flight.leave(caller.key)

    def _log_mode(self, policy: Policy) -> Log:
        try:
            return stricter(policy.log, log_mode(self._named))
        except ValueError as error:
            raise log_mode_not_known() from error

    async def _call(self, path: str, project_id: int, policy: Policy, log: Log) -> None:
        base_url = policy.base_url(self._config.upstream_url)
        body = await read_body(self._receive, self._named, self._config.max_body_bytes)
        endpoint = endpoint_of(self._scope["method"], path)
        if policy.vote_tokens and log != "none" and endpoint in VOTED_ON:
            self._answer.with_success = token_headers(self._answer.id, project_id, self._config)
        await self._tape.start(project_id, endpoint, self._named, self._copy(self._named), body, log)
        asked = Asked(self._scope["method"], self._url(base_url, path), sent_on(self._headers), body)
        async with self._presence:
            await self._forward(asked.with_usage(endpoint, self._named) if policy.stream_usage else asked)

    def _url(self, base_url: str, path: str) -> str:
        query = self._scope["query_string"].decode("latin-1")
        return f"{base_url}{path}?{query}" if query else f"{base_url}{path}"

    async def _forward(self, asked: Asked) -> None:
        """Raises `GatewayError` where the client must get an answer of ours; what broke later just ends."""
        try:
            await self._ask_and_relay(asked)
        except TimeoutError:
            await self._upstream_failed(upstream_timed_out(self._config.idle_seconds))
        except aiohttp.ClientError as error:
            await self._upstream_failed(upstream_failure(error))

    async def _ask_and_relay(self, asked: Asked) -> None:
        async with await self._equipment.upstream.ask(asked) as response:
            self._response = response
            given = [(name.lower(), value) for name, value in response.raw_headers]
            named = by_name(given)
            received = self._copy(named)
            self._tape.answered(response.status, received, first(named, b"x-request-id"))
            usage = asked.usage_filter(received.media_type, named)
            self._answer.head(response.status, passed_back(given, shortened=usage is not None))
            await relay(response, self._tape, self._answer, usage)

    async def _upstream_failed(self, error: GatewayError) -> None:
        if self._answer.begun:  # the connection closes without a proper end, as the upstream's did
            self._tape.end_at_once("upstream_error", error_type=error.code)
            return
        self._tape.replaced(error.status, error.body(), error.code)
        await self._tape.end("upstream_error")
        raise error

    def _copy(self, headers: Named) -> Copy:
        content_type, encoding = first(headers, b"content-type"), first(headers, b"content-encoding")
        return Copy(content_type, encoding, self._tape.secrets, self._config.capture_bytes)
