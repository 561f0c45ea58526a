"""After a great many rows: what the planner and index-only scans need to know of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from feedback.models import Feedback, PastVote, Reason, Review, Tag
from requestlog.models import ChangedDay, Day, KnownId, Payload, Request, Unsearched, Words

TABLES = (Request, Payload, KnownId, Words, Unsearched, ChangedDay, Day, Feedback, PastVote, Tag, Reason, Review)


def settle() -> Iterator[str]:
    """Has the database look at all that was stored, table by table; says each statement before it runs.

    Not to be called inside a transaction.
    """
    for statement in _statements():
        yield statement
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _statements() -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield from (f"VACUUM (ANALYZE) {model._meta.db_table}" for model in TABLES)
    else:
        yield "ANALYZE"
