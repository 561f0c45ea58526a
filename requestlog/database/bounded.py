"""A limit of time for what a screen asks: what takes longer is ended, and the connection lives on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction

from requestlog.database.patience import deadline

Answer = TypeVar("Answer")
PART = 0.1  # of a screen's time, for what it can do without
CANCELLED = "57014"  # SQLSTATE query_canceled
STEPS = 10_000  # of SQLite's machine, between two looks at the clock: a fraction of a millisecond


class TookTooLongError(Exception):
    """The block's time has passed: the database is there, but the question is too large."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends the statements of the block when it has lasted so long; within another such block, the earlier end counts.

    Raises `TookTooLongError`. Only for reading.
    """
    now = time.monotonic()
    end = min(now + seconds, deadline.get() or float("inf"))
    if end <= now:
        raise TookTooLongError("There is no time left.")
    token = deadline.set(end)
    try:
        with _watched(end):
            yield
    except OperationalError as error:
        if was_ended(error):
            raise TookTooLongError("This took too long.") from error
        raise
    finally:
        deadline.reset(token)
        _watch(deadline.get())


@contextmanager
def screen() -> Iterator[None]:
    """All that a screen asks, together; each of its parts is to have an earlier end, so that none fails the rest."""
    with at_most(settings.SCREEN_SECONDS):
        yield


def part_of_screen(ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What `ask` finds; `otherwise` where that takes longer than a screen has for something it can do without."""
    try:
        with at_most(settings.SCREEN_SECONDS * PART):
            return ask()
    except TookTooLongError:
        return otherwise


def was_ended(error: OperationalError) -> bool:
    """Whether the database says that it was told to end a statement."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == CANCELLED or _code(cause) == sqlite3.SQLITE_INTERRUPT


def _watched(end: float) -> AbstractContextManager[Any]:
    """Has SQLite look at the clock; saves a transaction that is open on PostgreSQL, which would end with a statement.

    The rest is `PatientConnection`'s.
    """
    _watch(end)
    return transaction.atomic() if connection.vendor == "postgresql" and connection.in_atomic_block else nullcontext()


def _watch(end: float | None) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_progress_handler(None if end is None else lambda: time.monotonic() > end, STEPS)


def _code(cause: BaseException | None) -> int | None:
    return getattr(cause, "sqlite_errorcode", None)
