"""The gateway: an ASGI application for the paths under /v1 that belong to the upstream. No Django."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from gateway.access import KnownKeys
from gateway.answering import Send
from gateway.config import GatewayConfig
from gateway.exchange import Equipment, Exchange
from gateway.in_flight import InFlight
from gateway.presence import Receive
from gateway.upstream import Upstream
from requestlog.spool import Writer

LOOK_SECONDS = 0.1
WEBSOCKET_REFUSED = 1003


class Gateway:
    """Forwards calls and keeps a copy of each. `start` it in the event loop that it shall run in."""

    def __init__(self, config: GatewayConfig, known_keys: KnownKeys) -> None:
        self._config = config
        self._known_keys = known_keys
        self._open: set[Exchange] = set()

    async def start(self) -> None:
        self._writer = Writer(self._config.spool_dir, self._config.spool_bytes)
        self._upstream = Upstream(self._config)
        in_flight = InFlight(self._config.in_flight_per_key)
        self._equipment = Equipment(self._config, self._known_keys, self._upstream, self._writer, in_flight)
        self._writer.start()
        await self._upstream.start()
        await self._known_keys.start()
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Commits what is still in memory. The server has waited for open calls before."""
        self._looking.cancel()
        with suppress(asyncio.CancelledError):
            await self._looking
        await self._known_keys.stop()
        await self._upstream.stop()
        self._writer.stop()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": WEBSOCKET_REFUSED, "reason": "not supported"})
            return
        exchange = Exchange(self._equipment, scope, receive, send)
        self._open.add(exchange)
        self._writer.crowded = len(self._open) > 1
        try:
            await exchange.run()
        finally:
            self._open.discard(exchange)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = time.monotonic()
            self._writer.look()
            for exchange in tuple(self._open):
                exchange.look(now)
