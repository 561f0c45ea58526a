"""How the spool of this host stands, for people: looked at, never touched."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from requestlog.spool import counting
from requestlog.spool.locks import recorder_alive
from requestlog.spool.schema import FILE, open_for_reading

GLANCE = """
SELECT (SELECT started_us FROM call WHERE done = 1 ORDER BY bare DESC, rowid LIMIT 1) AS oldest_us,
       (SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count) AS pages,
       (SELECT page_size FROM pragma_page_size) AS page_size,
       (SELECT value FROM counter WHERE name = 'last_loss') AS last_loss
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The spool's `stats`, empty where there is none; whether a recorder is at work; how many files were set aside as
    broken; and the system's words where the spool cannot be read."""

    stats: Mapping[str, int]
    recorder: bool = False
    broken: int = 0
    problem: str = ""


def look(folder: Path) -> Standing:
    """Everything that is known of the spool in `folder`."""
    try:
        recorder, broken = recorder_alive(folder), len(list(folder.glob(f"{FILE}.*.broken")))
        connection = open_for_reading(folder)
        if connection is None:
            return Standing({}, recorder, broken)
        with closing(connection):
            return Standing(counting.standing(connection, folder), recorder, broken)
    except (sqlite3.Error, OSError) as error:
        return Standing({}, problem=str(error))


def glance(folder: Path) -> Mapping[str, int]:
    """Of the `stats` those that tell trouble: `oldest_seconds`, `bytes`, `last_loss`; no row is counted.

    Empty where there is no spool, or none that can be read.
    """
    try:
        connection = open_for_reading(folder)
        if connection is None:
            return {}
        with closing(connection):
            row = connection.execute(GLANCE).fetchone()
    except (sqlite3.Error, OSError):
        return {}
    age = time.time() - row["oldest_us"] / 1e6 if row["oldest_us"] else 0
    return {
        "oldest_seconds": max(0, int(age)),
        "bytes": row["pages"] * row["page_size"],
        "last_loss": row["last_loss"] or 0,
    }
