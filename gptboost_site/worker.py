"""What is done again and again behind the pages, in threads beside each other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

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

    def run(self, ending: Event) -> None:
        """Works until `ending` is set, and sets it if it fails; waits for a database that is away."""
        wait = POLL_SECONDS
        try:
            while not ending.wait(wait):
                wait = self._next_wait(wait)
        finally:
            ending.set()
            connections.close_all()

    def work(self) -> int:
        """Each step once; returns how much was done."""
        close_old_connections()
        return sum(step(now=self._now()) for step in self._steps)

    def _next_wait(self, wait: float) -> float:
        """Works once; returns for how many seconds to rest."""
        try:
            return 0.0 if self.work() else POLL_SECONDS
        except Error as error:
            if not is_away(error):
                raise
            log.warning("The database does not do this just now, so the work waits: %s", error)
            connections.close_all()
            return min(max(2 * wait, POLL_SECONDS), LONGEST_WAIT_SECONDS)


def run_beside_each_other(workers: Sequence[Worker], ending: Event) -> None:
    """Runs each in a thread of its own until `ending` is set; one that fails ends them all, and raises."""
    with ThreadPoolExecutor(len(workers)) as threads:
        running = [threads.submit(worker.run, ending) for worker in workers]
        ending.wait()
    for each in running:
        each.result()
