"""What is done about votes after they were answered: those that wait are given, the team and its systems are told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import Error, close_old_connections, connections

from requestlog.database.away import is_away

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 10.0

Step = Callable[..., int]


class Worker:
    """Does its steps again and again. Several may run at once: what one has taken, no other does."""

    def __init__(self, steps: Sequence[Step], now: Callable[[], datetime]) -> None:
        self._steps = steps
        self._now = now

    def run(self, stopping: Callable[[], bool]) -> None:
        """Works until `stopping()`; waits for a database that is away."""
        wait = POLL_SECONDS
        while not stopping():
            try:
                busy = self.work()
                wait = 0.0 if busy else POLL_SECONDS
            except Error as error:
                if not is_away(error):
                    raise
                log.warning("The database is away; votes and webhooks wait: %s", error)
                connections.close_all()
                wait = min(max(2 * wait, POLL_SECONDS), LONGEST_WAIT_SECONDS)
            time.sleep(wait)

    def work(self) -> int:
        """Each step once; returns how much was done."""
        close_old_connections()
        return sum(step(now=self._now()) for step in self._steps)
