"""The live keys, read from the database every second and kept as they are while it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from django.db import Error, connections

from gateway.access import UPSTREAM, KnownKey
from projects.models import ApiKey, UpstreamKey

log = logging.getLogger(__name__)

REFRESH_SECONDS = 1.0
LEAST_SECONDS = 0.02
MOST_SECONDS_A_CALL_WAITS = 0.5
MOST_STRANGERS = 10_000


class Directory:
    """`gateway.access.KnownKeys` out of the ORM."""

    def __init__(self) -> None:
        self.loaded = False
        self._known: dict[str, KnownKey] = {}
        self._strangers: set[str] = set()
        self._last_read = 0.0
        self._reading: asyncio.Task[None] | None = None
        self._background: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._read_again()
        self._background = asyncio.create_task(self._keep_reading())

    async def stop(self) -> None:
        if self._background is not None:
            self._background.cancel()
            with suppress(asyncio.CancelledError):
                await self._background

    async def look_up(self, digest: str) -> KnownKey | None:
        """A key seen for the first time is looked for anew, so that one made a moment ago works."""
        found = self._known.get(digest)
        if found is None and digest not in self._strangers:
            await self._read_again()
            found = self._known.get(digest)
            if found is None:
                self._remember(digest)
        return found

    def _remember(self, stranger: str) -> None:
        if len(self._strangers) >= MOST_STRANGERS:
            self._strangers.clear()
        self._strangers.add(stranger)

    async def _keep_reading(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await self._read_again()

    async def _read_again(self) -> None:
        """Waits for a reading that begins from now on, but not for long."""
        if self._reading is not None and not self._reading.done():
            await asyncio.wait([self._reading], timeout=MOST_SECONDS_A_CALL_WAITS)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        await asyncio.wait([self._reading], timeout=MOST_SECONDS_A_CALL_WAITS)

    async def _read(self) -> None:
        await asyncio.sleep(max(0.0, self._last_read + LEAST_SECONDS - time.monotonic()))
        known = await asyncio.to_thread(live_keys)
        self._last_read = time.monotonic()
        if known is not None:
            self._known, self.loaded = known, True


def live_keys() -> dict[str, KnownKey] | None:
    """All keys that open something now, by digest; None while the database is away."""
    try:
        upstream = UpstreamKey.objects.values_list("digest", "project_id")
        own = ApiKey.objects.live().values_list("digest", "project_id", "kind")
        known = {digest: KnownKey(project_id, UPSTREAM) for digest, project_id in upstream}
        return known | {digest: KnownKey(project_id, kind) for digest, project_id, kind in own}
    except Error as error:
        log.warning("The keys cannot be read; the gateway goes on with those it knows: %s", error)
        return None
    finally:
        connections.close_all()
