"""How long a process waits for PostgreSQL: a server that hangs cannot keep its own time limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

from requestlog.database.breaker import Breaker

Answer = TypeVar("Answer")

INTERVAL_SECONDS = 0.1
# So that a server that is well ends a long statement itself, and the connection lives
GRACE_SECONDS = 0.5
# A busy server, too, has heard by then that a statement is cancelled
CANCEL_SECONDS = 2.0


@dataclass
class Patience:
    """How long a statement of this process may take."""

    seconds: float = 5.0


class HungError(psycopg.OperationalError):
    """Nothing came in time; whether the statement was carried out is not known."""


patience = Patience()
breaker = Breaker()
_within: ContextVar[float | None] = ContextVar("within", default=None)
# By the monotonic clock: when the statements of `requestlog.database.bounded.at_most` are to be cancelled
deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Waits at most so long for each statement of the block."""
    token = _within.set(seconds)
    try:
        yield
    finally:
        _within.reset(token)


class PatientConnection(psycopg.Connection[Any]):
    """Gives up a statement, and itself, when its time has passed; a bounded one it has cancelled, and lives on."""

    def wait(self, gen: PQGen[Answer], interval: float = INTERVAL_SECONDS, timeout: float | None = None) -> Answer:
        if timeout is None and (end := deadline.get()) is not None:
            return self._wait_until(end, gen, interval)
        return self._wait(gen, interval, timeout)

    def _wait_until(self, end: float, gen: PQGen[Answer], interval: float) -> Answer:
        """Costs no further trip to the server unless the time has passed; raises `QueryCanceled` then."""
        left = max(end - time.monotonic(), 0.0)
        try:
            return super().wait(gen, interval, left)
        except _WaitTimeout:
            self._try_cancel(timeout=CANCEL_SECONDS)
            with within(CANCEL_SECONDS):
                return self._wait(gen, interval, None)

    def _wait(self, gen: PQGen[Answer], interval: float, timeout: float | None) -> Answer:
        limit = timeout or _within.get() or patience.seconds + GRACE_SECONDS
        try:
            answer = super().wait(gen, interval, limit)
        except _WaitTimeout as error:
            if timeout is None:
                self._give_up(limit, error)
            raise
        breaker.succeeded()
        return answer

    def _give_up(self, limit: float, error: Exception) -> None:
        self.pgconn.finish()  # without a word to the server, which would not listen
        breaker.failed()
        raise HungError(f"the database did not answer within {limit:g} seconds") from error
