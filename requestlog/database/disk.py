"""How the room of deleted rows comes back to the disk.

PostgreSQL's own autovacuum makes it free for new rows, and dropped months are gone at once. SQLite gives pages back
where its file was made for it (`auto_vacuum=INCREMENTAL`), or is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

INCREMENTAL = 2
PAGES = 1000  # a step, 4 MB, for which others wait


def gives_back() -> bool:
    """Whether pages can be given back step by step; of PostgreSQL there are none to give."""
    return connection.vendor == "sqlite" and _pragma("auto_vacuum") == INCREMENTAL


def give_back() -> Iterator[int]:
    """Gives SQLite's free pages back; yields how many each step freed. The file is shorter at the next checkpoint."""
    if not gives_back():
        return
    free = _pragma("freelist_count")
    while free:
        _run(f"PRAGMA incremental_vacuum({PAGES})")
        left = _pragma("freelist_count")
        if left >= free:
            break
        yield free - left
        free = left


def vacuum() -> None:
    """Writes SQLite's file anew, so that from now on pages can be given back; needs room for a copy, and locks all."""
    _run("PRAGMA auto_vacuum=INCREMENTAL")
    _run("VACUUM")


def settle() -> None:
    """Brings what SQLite wrote beside its file into it, now; waits for those who read."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _run("PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return int(cursor.fetchone()[0])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()  # a step a row: unread, it would stop at the first
