"""A thread of each process that answers with keys: writes down which were used, apart from what they opened."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread

from django.db import Error, connections
from django.utils import timezone

from projects.key_use import uses
from projects.services.key_use import record_uses

LOOK_SECONDS = 5.0
log = logging.getLogger(__name__)


class KeyUseWriter:
    """Writes from the first `start` to `stop`; start it where no fork comes after."""

    def __init__(self) -> None:
        self._ending = Event()
        self._started = Lock()

    def start(self) -> None:
        if self._started.acquire(blocking=False):
            Thread(target=self._keep_writing, name="gptboost-key-uses", daemon=True).start()

    def stop(self) -> None:
        self._ending.set()

    def _keep_writing(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            write_uses()
            connections.close_all()


def write_uses() -> int:
    """Writes what is due and says of how many keys; while the database is away it stays due."""
    digests = uses.take()
    if not digests:
        return 0
    try:
        return record_uses(digests=digests, now=timezone.now())
    except Error as error:
        log.warning("When keys were used cannot be written just now: %s", error)
        uses.back(digests)
        return 0
