"""Which keys were used of late, kept in memory: no call and no vote waits for it to be written. No Django."""

from __future__ import annotations

import time
from collections.abc import Callable

WRITTEN_EVERY_SECONDS = 60.0


class Uses:
    """The uses of keys in this process, by digest, each to be written at most once a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: set[str] = set()
        self._taken: dict[str, float] = {}

    def note(self, digest: str) -> None:
        """The key was used just now; safe from any thread, and nothing but an addition to a set."""
        self._used.add(digest)

    def take(self) -> set[str]:
        """The digests whose use is to be written now; who cannot write them gives them `back`."""
        now = self._clock()
        self._taken = {digest: at for digest, at in self._taken.items() if now - at < WRITTEN_EVERY_SECONDS}
        due = {digest for digest in tuple(self._used) if digest not in self._taken}
        self._used -= due
        self._taken |= dict.fromkeys(due, now)
        return due

    def back(self, digests: set[str]) -> None:
        """They could not be written: they are due again."""
        for digest in digests:
            self._taken.pop(digest, None)
            self._used.add(digest)


uses = Uses()
