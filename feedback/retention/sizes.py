"""What the database takes on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

ENDS = ("", "-wal", "-shm")
OF_TABLES = """
SELECT COALESCE(parent.relname, part.relname), SUM(pg_total_relation_size(part.oid))::bigint
FROM pg_class part LEFT JOIN pg_inherits ON inhrelid = part.oid LEFT JOIN pg_class parent ON parent.oid = inhparent
WHERE part.relkind = 'r' AND pg_table_is_visible(part.oid)
  AND (starts_with(part.relname, 'requestlog_') OR starts_with(part.relname, 'feedback_'))
GROUP BY 1 ORDER BY 2 DESC
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of all projects together; `tables` with their indexes, empty on SQLite, which has one file. `free` is the
    part of that file which waits to be used anew, 0 on PostgreSQL, which does not tell."""

    total: int
    free: int
    tables: Mapping[str, int]


def sizes() -> Sizes:
    """The sizes now; a few file system calls."""
    return _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()


def _of_postgresql() -> Sizes:
    with connection.cursor() as cursor:
        cursor.execute(OF_TABLES)
        tables = dict(cursor.fetchall())
        cursor.execute("SELECT pg_database_size(current_database())")
        return Sizes(cursor.fetchone()[0], 0, tables)


def _of_sqlite() -> Sizes:
    pages, free, size = (_pragma(name) for name in ("page_count", "freelist_count", "page_size"))
    files = [Path(f"{connection.settings_dict['NAME']}{end}") for end in ENDS]
    on_disk = sum(file.stat().st_size for file in files if file.is_file())
    return Sizes(on_disk or pages * size, free * size, {})


def _pragma(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return int(cursor.fetchone()[0])
