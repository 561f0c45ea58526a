"""Which errors say that the database is away, and which that it will not have what it was given."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.db.transaction import TransactionManagementError
from psycopg import errors
from psycopg_pool import PoolTimeout

from requestlog.database.away import is_away

AWAY = [
    errors.ReadOnlySqlTransaction,
    errors.DiskFull,
    errors.TooManyConnections,
    errors.OutOfMemory,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.QueryCanceled,
    errors.IoError,
    errors.ConnectionFailure,
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.InvalidPassword,
    errors.UndefinedTable,
    PoolTimeout,
    psycopg.OperationalError,
]
REFUSED = [
    errors.UniqueViolation,
    errors.NumericValueOutOfRange,
    errors.UntranslatableCharacter,
    errors.ProgramLimitExceeded,  # a row that is too large for its index is an OperationalError, too
    errors.InternalError_,
    errors.SyntaxError,
]


def wrapped(outer: type[Exception], cause: BaseException) -> Exception:
    """What Django makes of an error of its driver."""
    error = outer("in Django's words")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("cause", AWAY, ids=lambda error: error.__name__)
def test_it_waits_for_postgresql(cause):
    assert is_away(cause())
    assert is_away(wrapped(InternalError, cause()))


@pytest.mark.parametrize("cause", REFUSED, ids=lambda error: error.__name__)
def test_it_takes_postgresql_at_its_word(cause):
    assert not is_away(cause())
    assert not is_away(wrapped(OperationalError, cause()))


def test_it_waits_for_a_locked_file(tmp_path):
    with sqlite3.connect(tmp_path / "db", timeout=0) as one, sqlite3.connect(tmp_path / "db", timeout=0) as other:
        one.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)")
        one.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(sqlite3.OperationalError, match="locked") as locked:
            other.execute("INSERT INTO t VALUES (2)")
        with pytest.raises(sqlite3.IntegrityError) as doubled:
            one.execute("INSERT INTO t VALUES (1)")
    assert is_away(wrapped(OperationalError, locked.value))
    assert not is_away(wrapped(IntegrityError, doubled.value))


def test_it_waits_for_a_file_that_cannot_be_written(tmp_path):
    sqlite3.connect(tmp_path / "db").execute("CREATE TABLE t (i)").connection.close()
    with (
        sqlite3.connect(f"file:{tmp_path / 'db'}?mode=ro", uri=True) as file,
        pytest.raises(sqlite3.OperationalError, match="readonly") as error,
    ):
        file.execute("INSERT INTO t VALUES (1)")
    assert is_away(error.value)


def test_it_waits_for_a_person_where_the_file_is_broken(tmp_path):
    (tmp_path / "db").write_bytes(b"no database at all" * 100)
    with sqlite3.connect(tmp_path / "db") as file, pytest.raises(sqlite3.DatabaseError) as error:
        file.execute("SELECT * FROM sqlite_master")
    assert is_away(wrapped(DatabaseError, error.value))


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_it_waits_where_no_code_was_given(error):
    assert is_away(error)


@pytest.mark.parametrize("error", [None, ValueError("x"), DatabaseError("x"), TransactionManagementError("x")])
def test_it_excuses_nothing_else(error):
    assert not is_away(error)
