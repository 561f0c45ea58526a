"""The spool: calls on their way from the gateway to the database, in one SQLite file a host. No Django.

The gateway writes through `Writer`, the recorder takes out through `Spool`, and a vote that comes before the
recorder asks `Spool.find`.
"""

from __future__ import annotations

from requestlog.spool.locks import Lock
from requestlog.spool.reader import Spool
from requestlog.spool.writer import Writer
from requestlog.spool.writes import Note, Start, Write

__all__ = ["Lock", "Note", "Spool", "Start", "Write", "Writer"]
