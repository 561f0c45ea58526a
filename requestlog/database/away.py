"""Whether an error of the database says that it is away, or that it will not have what it was given."""

from __future__ import annotations

import sqlite3

import psycopg
from django.db import Error, InterfaceError, OperationalError

# By SQLSTATE: no connection; no entry; no such database; rolled back for another's sake; no room; in use; shutting
# down, starting, cancelled; its system failed
AWAY_CLASSES = {"08", "28", "3D", "40", "53", "55", "57", "58"}
# Read-only after a fail-over; a transaction timed out; tables or columns that are still to be migrated
AWAY_STATES = {"25006", "25P03", "25P04", "42P01", "42703"}
BROKEN_FILE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# Where the database gave no code: it was not there to give one
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, sqlite3.OperationalError)


def is_away(error: BaseException | None) -> bool:
    """Whether the very same may succeed later: the database's fault, not that of what it was given."""
    if isinstance(error, Error) and error.__cause__ is not None:
        error = error.__cause__
    if state := getattr(error, "sqlstate", None):
        return state[:2] in AWAY_CLASSES or state in AWAY_STATES
    if isinstance(error, sqlite3.DatabaseError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in BROKEN_FILE:
        return True
    return isinstance(error, AWAY)
