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
    """`async with Presence(receive)`: what is inside is cancelled, and raises `ClientGone`, once the client leaves.

    It is watched for from the first `watch` on: most calls are over before that is worth a task.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = False
        self._task: asyncio.Task[Any] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Presence:
        self._task = asyncio.current_task()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        task, self._task = self._task, None
        if self._watching is not None:
            self._watching.cancel()
        if self._left and task is not None:
            task.uncancel()
            if kind is None or kind is asyncio.CancelledError:
                raise ClientGone from error

    def watch(self) -> None:
        """Call it several times a second."""
        if self._watching is None and self._task is not None:
            self._watching = asyncio.create_task(self._wait_for_the_end())

    def leave(self) -> None:
        """As if the client had left: it takes nothing any more."""
        if self._task is not None and not self._left:
            self._left = True
            self._task.cancel()

    async def _wait_for_the_end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.leave()
