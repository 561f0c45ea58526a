"""What becomes of calls that cannot be read, or that the database will not have: all others are stored."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import DatabaseError

from requestlog.calls import Call
from requestlog.database.away import is_away
from requestlog.keeping import without_bodies
from requestlog.rows import Rows, rows_of

log = logging.getLogger(__name__)
Stored = TypeVar("Stored")

# Reading bodies never raises these, as far as is known; one call that makes it must not stop all the others
CONFUSED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def described(calls: Sequence[Call], now: datetime, bare: Collection[int]) -> list[Rows | None]:
    """The rows of each call; None, and a line in the log, for one whose bodies confuse those who read them.

    `bare` are the projects that keep no bodies. Touches no database.
    """
    return [_described(call, call.project_id in bare, now) for call in calls]


def _described(call: Call, bare: bool, now: datetime) -> Rows | None:
    try:
        return rows_of(without_bodies(call) if bare else call, now)
    except CONFUSED:
        log.exception("The call %s cannot be read", call.id)
        return None


def by_halves(rows: Sequence[Rows], store: Callable[[Sequence[Rows]], Sequence[Stored]]) -> list[Stored | None]:
    """What `store` makes of the rows, all in one transaction; None, and a line in the log, for those that the database
    refuses, which are looked for by halves. Raises an error that `is_away`."""
    try:
        return [*store(rows)]
    except DatabaseError as error:
        if is_away(error):
            raise
        if len(rows) == 1:
            log.exception("The call %s cannot be stored", rows[0].id)
            return [None]
    middle = len(rows) // 2
    return by_halves(rows[:middle], store) + by_halves(rows[middle:], store)
