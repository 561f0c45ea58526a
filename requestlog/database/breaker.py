"""After a few failures in a row, all others are sent away at once, while one at a time tries."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

MOST_FAILURES = 3
SHUT_SECONDS = 2.0


class Breaker:
    """Shut for two seconds after three failures in a row and after each further one; a success opens it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._shut_until = 0.0

    def lets_pass(self) -> bool:
        """Whether the caller may try; of those who ask a shut breaker, one every two seconds may."""
        if self._failures < MOST_FAILURES:
            return True
        with self._lock:
            if self._clock() < self._shut_until:
                return False
            self._shut_until = self._clock() + SHUT_SECONDS
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._shut_until = self._clock() + SHUT_SECONDS

    def succeeded(self) -> None:
        if self._failures:
            self._failures = 0
