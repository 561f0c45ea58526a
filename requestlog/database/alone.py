"""One process at a time does a piece of the worker's work: a slower one would put older facts over newer ones.

A lock that lasts as long as a transaction, on PostgreSQL; on SQLite whoever writes is alone anyway.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from django.db import connection

# The first of two numbers, so that it is none of the locks that votes take
SPACE = 0x67707462
TRY = "SELECT pg_try_advisory_xact_lock(%s, %s)"
# However long the other takes
WAIT = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%s, %s)"


class Work(IntEnum):
    """What only one does at a time, by the second number."""

    COUNTING_DAYS = 0x64617973
    COLLECTING_WORDS = 0x776F7264


def is_alone(work: Work) -> bool:
    """Whether nobody else does this until the transaction ends; does not wait for others to end."""
    return _asked(TRY, work) is not False


def be_alone(work: Work) -> None:
    """Waits until nobody else does this, and keeps it so until the transaction ends."""
    _asked(WAIT, work)


def _asked(statement: str, work: Work) -> Any:
    """What PostgreSQL answers; None on SQLite."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement, (SPACE, work.value))
        return cursor.fetchone()[0] if statement is TRY else None
