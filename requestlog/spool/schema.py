"""The spool's file: how it is opened and what is in it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from requestlog.spool.locks import passing

FILE = "calls.sqlite3"
VERSION = 2
BUSY_SECONDS = 0.25
TAKING_BUSY_SECONDS = 20.0
ASK_AGAIN_SECONDS = 0.0005
# The recorder checkpoints; the writers only where no recorder has for 40 MB, so that the log does not grow for ever.
WRITER_CHECKPOINT_PAGES = 10_000
# `done`: 0 in flight, 1 finished, 2 refused by the database. `bare`: its bodies were dropped, which begins with the
# oldest; so those come first. The two indexes on `started_us` are there to be counted and to find the few quickly.
TABLES = (
    """
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
    rest BLOB,
    bare INTEGER NOT NULL DEFAULT 0
)""",
    "CREATE INDEX IF NOT EXISTS call_open ON call (started_us) WHERE done = 0",
    "CREATE INDEX IF NOT EXISTS call_refused ON call (started_us) WHERE done = 2",
    "CREATE INDEX IF NOT EXISTS call_waiting ON call (bare DESC) WHERE done = 1",
    """
CREATE TABLE IF NOT EXISTS part (
    call BLOB NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (call, number)
)""",
    """
CREATE TABLE IF NOT EXISTS known_id (
    message_id TEXT NOT NULL, call BLOB NOT NULL, PRIMARY KEY (message_id, call)
) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)
BARE = "ALTER TABLE call ADD COLUMN bare INTEGER NOT NULL DEFAULT 0"
RECEIVED = """
INSERT OR REPLACE INTO counter (name, value) SELECT 'received',
    (SELECT COUNT(*) FROM call) + (SELECT COALESCE(SUM(value), 0) FROM counter WHERE name IN ('stored', 'dropped'))
"""
COUNT = "INSERT INTO counter (name, value) VALUES (?,?) ON CONFLICT DO UPDATE SET value = value + excluded.value"
LATEST = "INSERT INTO counter (name, value) VALUES (?,?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)"
# A damaged text is shown as what is left of it, instead of an error that would come again and again
readable = partial(str, encoding="utf-8", errors="replace")


class Damaged(sqlite3.DatabaseError):
    """A file that SQLite can read, and that is not the spool that was written."""


def is_damage(error: Exception) -> bool:
    """Whether `error` says that the file is damaged, so that asking again is of no use."""
    code = getattr(error, "sqlite_errorcode", 0)
    broken = code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return isinstance(error, Damaged | UnicodeDecodeError) or broken or code == sqlite3.SQLITE_IOERR_SHORT_READ


def damage_mark(folder: Path, inode: int) -> Path:
    """The file by which a gateway worker tells the recorder that the spool of this inode is damaged."""
    return folder / f"calls.{inode}.damaged"


def report(folder: Path, inode: int, error: Exception) -> None:
    """Has the recorder mend the file, where `error` says that it is damaged: a worker may be the first to see it."""
    if is_damage(error):
        damage_mark(folder, inode).touch()


def inode_of(folder: Path) -> int:
    """Which file is in place now; 0 for none."""
    try:
        return os.stat(folder / FILE).st_ino
    except FileNotFoundError:
        return 0


def open_for_writing(folder: Path) -> sqlite3.Connection:
    """A connection of one gateway worker, which waits for the file itself. Raises `sqlite3.Error`, also while the
    recorder mends the spool."""
    inode = inode_of(folder)
    try:
        connection = _open_by_the_door(folder, BUSY_SECONDS)
    except sqlite3.DatabaseError as error:
        report(folder, inode, error)
        raise
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


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block is committed, or nothing."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def open_for_taking(folder: Path) -> sqlite3.Connection:
    """A connection of the recorder. Raises `sqlite3.Error`; see `is_damage`."""
    return _open_by_the_door(folder, TAKING_BUSY_SECONDS)


def open_for_reading(folder: Path) -> sqlite3.Connection | None:
    """A connection that only looks; None where there is no spool yet, or it is just being made or mended."""
    path = folder / FILE
    if not path.exists():
        return None
    with passing(folder) as free:
        return _only_looking(path) if free else None


def open_file(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """The spool's file at `path`, made or brought up to date where it has to be. Raises `Damaged` where it has other
    tables than it should."""
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.text_factory = readable
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        _bring_up_to_date(connection)
    except UnicodeDecodeError as error:  # SQLite's message repeats a damaged name
        connection.close()
        raise Damaged("The spool's file has damaged names") from error
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _whole(connection: sqlite3.Connection) -> sqlite3.Connection:
    if not _has_its_tables(connection):
        raise Damaged("The spool's file has other tables than it should")
    return connection


def _has_its_tables(connection: sqlite3.Connection) -> bool:
    """Whether the file has exactly the tables and indexes of the spool."""
    try:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    except UnicodeDecodeError:  # SQLite's message repeats a damaged name
        return False
    return {_squeezed(str(sql)) for (sql,) in found} == {_squeezed(sql) for sql in TABLES}


def _open_by_the_door(folder: Path, busy_seconds: float) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with passing(folder) as free:
        if not free:
            raise sqlite3.OperationalError("The spool is being mended")
        return open_file(folder / FILE, busy_seconds)


def _only_looking(path: Path) -> sqlite3.Connection | None:
    url = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(url, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.text_factory = readable
    try:
        if _version(connection) == VERSION:
            return _whole(connection)
    except sqlite3.Error:
        connection.close()
        raise
    connection.close()
    return None


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    if _version(connection) < VERSION:
        with transaction(connection):
            if _version(connection) < VERSION:
                _migrate(connection)
    if _version(connection) != VERSION:
        raise Damaged("The spool's file is of no version that is known")
    _whole(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    """From no tables at all, or from those of version 1, which did not count what it received."""
    columns = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('call')")}
    if columns and "bare" not in columns:
        connection.execute(BARE)
    for sql in TABLES:
        connection.execute(sql)
    connection.execute(RECEIVED)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _squeezed(sql: str) -> str:
    return "".join(sql.replace("IF NOT EXISTS ", "").split())
