"""One process at a time counts days: a slower one would put older numbers over newer ones."""

from __future__ import annotations

from typing import Any

from django.db import connection

# Of two numbers, so that it is none of the locks that votes take
LOCK = (0x67707462, 0x64617973)
TRY = "SELECT pg_try_advisory_xact_lock(%s, %s)"
# However long the other takes
WAIT = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%s, %s)"


def is_alone() -> bool:
    """Whether nobody else counts until this transaction ends; does not wait for others to end."""
    return _asked(TRY) is not False


def be_alone() -> None:
    """Waits until nobody else counts, and keeps it so until this transaction ends."""
    _asked(WAIT)


def _asked(statement: str) -> Any:
    """What PostgreSQL answers; None on SQLite, which has one writer at a time anyway."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement, LOCK)
        return cursor.fetchone()[0] if statement is TRY else None
