"""How the spool of a host stands. Every call that came is somewhere: received == stored + in_flight + waiting +
refused + dropped."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from requestlog.spool.schema import FILE

COUNTERS = ("received", "stored", "dropped", "cut", "bodies_dropped", "last_loss")
PLACES = ("stored", "in_flight", "waiting", "refused", "dropped")
# One statement, so that it is one moment; each count is of an index that holds nothing else
STANDING = f"""
SELECT (SELECT COUNT(*) FROM call INDEXED BY call_open WHERE done = 0) AS in_flight,
       (SELECT COUNT(*) FROM call INDEXED BY call_waiting WHERE done = 1) AS waiting,
       (SELECT COUNT(*) FROM call INDEXED BY call_refused WHERE done = 2) AS refused,
       (SELECT started_us FROM call WHERE done = 1 ORDER BY bare DESC, rowid LIMIT 1) AS oldest_us,
       (SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count) AS pages,
       (SELECT page_size FROM pragma_page_size) AS page_size,
       {", ".join(f"(SELECT value FROM counter WHERE name = '{name}') AS {name}" for name in COUNTERS)}
"""  # noqa: S608


def standing(connection: sqlite3.Connection, folder: Path) -> dict[str, int]:
    """The counters, the calls that are there by what they wait for, the age of the oldest that waits for the
    database, the bytes in use (which the limit is about), and those that the files take on the disk."""
    row = connection.execute(STANDING).fetchone()
    oldest = row["oldest_us"]
    return {
        **{name: row[name] or 0 for name in (*COUNTERS, "in_flight", "waiting", "refused")},
        "oldest_seconds": max(0, int(time.time() - oldest / 1e6)) if oldest else 0,
        "bytes": row["pages"] * row["page_size"],
        "file_bytes": sum(_size(folder / f"{FILE}{end}") for end in ("", "-wal", "-shm")),
    }


def unaccounted(stats: Mapping[str, int]) -> int:
    """How many calls were received and are nowhere; negative where more are there than were counted. 0 always, unless
    something has tampered with the file."""
    return stats["received"] - sum(stats[place] for place in PLACES)


def _size(path: Path) -> int:
    """0 where it was removed a moment ago."""
    return path.stat().st_size if path.exists() else 0
