"""The spool's file: how it is opened and what is in it."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "calls.sqlite3"
BUSY_SECONDS = 0.25
ASK_AGAIN_SECONDS = 0.0005
# The recorder checkpoints; the writers only where no recorder has for 40 MB, so that the log does not grow for ever.
WRITER_CHECKPOINT_PAGES = 10_000
TABLES = """
CREATE TABLE IF NOT EXISTS call (
    id BLOB PRIMARY KEY,
    done INTEGER NOT NULL DEFAULT 0,
    announced INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'started',
    project_id INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    worker TEXT NOT NULL,
    asked BLOB NOT NULL,
    answer BLOB NOT NULL DEFAULT '{}',
    request BLOB,
    rest BLOB
);
CREATE INDEX IF NOT EXISTS call_open ON call (started_us) WHERE done = 0;
CREATE INDEX IF NOT EXISTS call_refused ON call (started_us) WHERE done = 2;
CREATE TABLE IF NOT EXISTS part (
    call BLOB NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (call, number)
);
CREATE TABLE IF NOT EXISTS known_id (
    message_id TEXT NOT NULL, call BLOB NOT NULL, PRIMARY KEY (message_id, call)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
PRAGMA user_version = 1;
"""


def open_for_writing(folder: Path) -> sqlite3.Connection:
    """A connection of one gateway worker, which waits for the file itself."""
    connection = _open(folder, BUSY_SECONDS)
    connection.execute("PRAGMA busy_timeout=0")
    connection.execute(f"PRAGMA wal_autocheckpoint={WRITER_CHECKPOINT_PAGES}")
    return connection


def begin(connection: sqlite3.Connection) -> None:
    """Begins to write. Asks anew every half millisecond: SQLite's own waits grow to 25 while calls stand still."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(ASK_AGAIN_SECONDS)


def open_for_taking(folder: Path) -> sqlite3.Connection:
    """A connection of the recorder. A file that is no spool is moved aside, so that a new one can begin."""
    try:
        return _open(folder, 20.0)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
        log.exception("The spool in %s cannot be read; it is kept as *.broken, and a new one begins", folder)
    for left in folder.glob(f"{FILE}*"):
        left.rename(left.with_name(f"{left.name}.{time.time_ns()}.broken"))
    return _open(folder, 20.0)


def open_for_reading(folder: Path) -> sqlite3.Connection | None:
    """A connection that only looks; None where there is no spool yet."""
    path = folder / FILE
    if not path.exists():
        return None
    url = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(url, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # another process is just making it
        connection.close()
        return None
    return connection


def _open(folder: Path, busy_seconds: float) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(
        folder / FILE, timeout=busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(TABLES)
    return connection
