"""From the spool into the database: in batches, in order, each call at least once and stored once."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import Error, close_old_connections, connections

from requestlog import services
from requestlog.calls import Call
from requestlog.database.away import is_away
from requestlog.spool import Spool
from requestlog.storing import writer

log = logging.getLogger(__name__)

BATCH = 200
TRANSACTIONS = 4  # of as many calls as are taken out of a spool in which many wait
POLL_SECONDS = 0.02
GATHER_SECONDS_A_CALL = 0.01
MOST_GATHER_SECONDS = 0.2
CHORES_SECONDS = 0.25
CHECKPOINT_CALLS = 2_000  # about 60 MB of the spool's log
LONGEST_WAIT_SECONDS = 5.0
ANNOUNCE_AFTER = timedelta(seconds=0.5)


class Recorder:
    """The one recorder of `spool`; its caller holds the lease."""

    def __init__(self, spool: Spool, now: Callable[[], datetime]) -> None:
        self._spool = spool
        self._now = now
        self._version = -1
        self._next_chores = 0.0
        self._recorded_since_checkpoint = 0

    def run(self, stopping: Callable[[], bool]) -> None:
        """Records until `stopping()`, and then what is finished by then. Waits for a database or disk that is away."""
        wait = POLL_SECONDS
        while not stopping():
            wait = POLL_SECONDS if self._did(self.step) else min(max(wait * 2, 0.1), LONGEST_WAIT_SECONDS)
            time.sleep(wait)
        self._did(self.drain)

    def _did(self, work: Callable[[], object]) -> bool:
        """Whether the database and the spool were there for it."""
        try:
            work()
        except (Error, sqlite3.Error) as error:
            if not is_away(error):
                raise
            log.warning("The database or the spool is away; calls wait: %s", error)
            connections.close_all()
            return False
        return True

    def step(self) -> None:
        """Records what is there; asks the spool next to nothing where it has not changed."""
        if time.monotonic() >= self._next_chores:
            self._do_chores()
        version = self._spool.version()
        if version != self._version:
            if recorded := self._record_finished():
                self._checkpoint_now_and_then()
                # Where many come, the next batch is the larger, and each call the cheaper
                time.sleep(min(GATHER_SECONDS_A_CALL * recorded, MOST_GATHER_SECONDS))
            self._version = version

    def drain(self) -> int:
        """Records everything that has ended; returns how many calls. Raises what a database away raises."""
        self._spool.interrupt_orphans()
        recorded = self._record_finished()
        self._spool.checkpoint(truncate=True)
        return recorded

    def _record_finished(self) -> int:
        recorded, size = 0, BATCH
        while calls := self._spool.take(size):
            self._record(calls)
            recorded += len(calls)
            # The more wait, the more are taken at once, and each call is the cheaper
            size = min(size * 2, TRANSACTIONS * writer().most_calls) if len(calls) == size else BATCH
        return recorded

    def _record(self, calls: Sequence[Call]) -> None:
        close_old_connections()
        for some, refused in services.record_in_turn(calls=services.with_projects(calls), now=self._now()):
            self._settle(some, set(refused))

    def _settle(self, calls: Sequence[Call], refused: Collection[UUID]) -> None:
        if refused:
            log.error("The database refuses %d calls; they stay in the spool as refused", len(refused))
            self._spool.refuse(refused)
        self._spool.confirm([call for call in calls if call.id not in refused])
        self._recorded_since_checkpoint += len(calls)

    def _checkpoint_now_and_then(self) -> None:
        if self._recorded_since_checkpoint >= CHECKPOINT_CALLS:
            self._spool.checkpoint(truncate=False)
            self._recorded_since_checkpoint = 0

    def _do_chores(self) -> None:
        """Ends calls whose worker is dead, and shows long ones that a client may vote on while they still run."""
        self._next_chores = time.monotonic() + CHORES_SECONDS
        if self._spool.interrupt_orphans():
            self._version = -1
        before = self._now() - ANNOUNCE_AFTER
        calls = self._spool.in_flight(before=before, limit=BATCH)
        if calls:
            close_old_connections()
            services.record(calls=services.with_projects(calls), now=self._now())
            self._spool.announced(call.id for call in calls)
