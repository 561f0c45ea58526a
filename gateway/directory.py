"""The live keys and the projects' policies, read twice a second and kept as they are while the database is away."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from gateway.access import KnownKey
from gateway.known import Known, known_now
from gateway.policy import USUAL, Policy
from projects.key_use import uses

REFRESH_SECONDS = 0.5
LEAST_SECONDS = 0.02
MOST_SECONDS_A_CALL_WAITS = 0.5
MOST_SECONDS_THE_START_WAITS = 3.0
MOST_STRANGERS = 10_000


class Directory:
    """`gateway.access.KnownKeys` out of the ORM."""

    def __init__(self, read: Callable[[], Known | None] | None = None) -> None:
        """`read` may block for as long as it likes; None from it says that nothing could be read."""
        self.loaded = False
        self._read_known = read or known_now
        self._known = Known()
        self._strangers: set[str] = set()
        self._reading: asyncio.Task[None] | None = None
        self._reading_since = self._read_at = 0.0
        self._background: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._read_again(MOST_SECONDS_THE_START_WAITS)
        self._background = asyncio.create_task(self._keep_reading())

    async def stop(self) -> None:
        for task in (self._background, self._reading):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def look_up(self, digest: str) -> KnownKey | None:
        """A key seen for the first time is looked for anew, so that one made a moment ago works."""
        found = self._known.keys.get(digest)
        if found is None and digest not in self._strangers:
            await self._read_again(MOST_SECONDS_A_CALL_WAITS)
            found = self._known.keys.get(digest)
            if found is None:
                self._remember(digest)
        if found is not None:
            uses.note(digest)
        return found

    def policy_of(self, project_id: int) -> Policy:
        return self._known.policies.get(project_id, USUAL)

    def _remember(self, stranger: str) -> None:
        if len(self._strangers) >= MOST_STRANGERS:
            self._strangers.clear()
        self._strangers.add(stranger)

    async def _keep_reading(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await self._read_again(MOST_SECONDS_A_CALL_WAITS)

    async def _read_again(self, patience: float) -> None:
        """Waits for a reading that begins from now on, but not for long, and not for a database that hangs."""
        before = self._reading
        if before is not None and not before.done():
            if time.monotonic() - self._reading_since > patience:
                return
            await asyncio.wait([before], timeout=patience)
            if not before.done():
                return
        if self._reading is None or self._reading is before:  # else another call has begun one meanwhile
            self._reading_since = time.monotonic()
            self._reading = asyncio.create_task(self._read())
        await asyncio.wait([self._reading], timeout=patience)

    async def _read(self) -> None:
        await asyncio.sleep(max(0.0, self._read_at + LEAST_SECONDS - time.monotonic()))
        known = await _aside(self._read_known)
        self._read_at = time.monotonic()
        if known is not None:
            self._known, self.loaded = known, True


async def _aside(read: Callable[[], Known | None]) -> Known | None:
    """What `read` gives, out of a thread for which no stop waits; None where it fails."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Known | None] = loop.create_future()

    def settle(known: Known | None) -> None:
        if not outcome.done():
            outcome.set_result(known)

    def run() -> None:
        known = None
        try:
            known = read()
        finally:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, known)

    threading.Thread(target=run, name="gptboost-directory", daemon=True).start()
    return await outcome
