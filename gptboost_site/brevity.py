"""What the server's log says while the database is away: a line for each answer, not a page."""

from __future__ import annotations

import logging

from django.db import ProgrammingError

from requestlog.database.away import is_away


class BriefWhileAway(logging.Filter):
    """Puts what a database that is away has said in place of the traceback; one still to be migrated keeps it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if is_away(error) and not isinstance(error, ProgrammingError):
            record.msg, record.args = f"{record.getMessage()}: {error}".strip(), ()
            record.exc_info = record.exc_text = None
        return True
