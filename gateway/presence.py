"""Whether the client is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]


class ClientGone(Exception):  # noqa: N818
    """The client has left before its answer was complete."""


class Presence:
    """`async with Presence(receive)`: what is inside is cancelled, and raises `ClientGone`, once the client leaves."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = False

    async def __aenter__(self) -> Presence:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        self._task = task
        self._watch = asyncio.create_task(self._wait_for_the_end())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._watch.cancel()
        if self._left:
            self._task.uncancel()
            if kind is None or kind is asyncio.CancelledError:
                raise ClientGone from error

    def leave(self) -> None:
        """As if the client had left: it takes nothing any more."""
        if not self._left:
            self._left = True
            self._task.cancel()

    async def _wait_for_the_end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.leave()
