"""A vote's statements, by hand: the ORM takes longer to build them than a database to run them.

Of simultaneous votes on an entry one INSERT wins; what follows it changes nothing unless the vote is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feedback.models import Feedback

FIELDS = {field.attname: field for field in Feedback._meta.concrete_fields}
COLUMNS = tuple(FIELDS)
INSERT = f"""
INSERT INTO feedback_feedback ({", ".join(COLUMNS)})
VALUES ({", ".join("%s" for _ in COLUMNS)}) ON CONFLICT DO NOTHING
"""  # noqa: S608
COPY = """
UPDATE requestlog_request SET rating = %s, has_comment = %s WHERE project_id = %s AND id = %s
AND EXISTS (SELECT 1 FROM feedback_feedback WHERE project_id = %s AND id = %s)
"""
TAG = """
INSERT INTO feedback_tag (name, project_id, request_id) SELECT %s, %s, %s
WHERE EXISTS (SELECT 1 FROM feedback_feedback WHERE project_id = %s AND id = %s) ON CONFLICT DO NOTHING
"""


class Statement(NamedTuple):
    """SQL and its parameters."""

    sql: str
    values: Sequence[Any]


def store(vote: Feedback) -> bool:
    """Whether `vote` is now the entry's, its copy and its tags stored with it, all or nothing."""
    of = {name: FIELDS[name].get_db_prep_save(getattr(vote, name), connection) for name in COLUMNS}
    entry, own = (of["project_id"], of["request_id"]), (of["project_id"], of["id"])
    insert = Statement(INSERT, list(of.values()))
    copy = Statement(COPY, [of["rating"], bool(vote.comment), *entry, *own])
    _, copied, *_ = run_together([insert, copy, *(Statement(TAG, [tag, *entry, *own]) for tag in vote.tags)])
    return copied == 1


def run_together(statements: Sequence[Statement]) -> list[int]:
    """Runs `statements` as one transaction, in one trip where the database allows; how many rows each changed."""
    if connection.vendor == "postgresql":
        return _in_one_trip(statements)
    with transaction.atomic(), connection.cursor() as cursor:
        return [_changed(cursor, statement) for statement in statements]


def _in_one_trip(statements: Sequence[Statement]) -> list[int]:
    """PostgreSQL runs statements that come as one text in a transaction of their own."""
    whole = Statement(";".join(one.sql for one in statements), [value for one in statements for value in one.values])
    with connection.cursor() as cursor:
        changed = [_changed(cursor, whole)]
        while cursor.nextset():
            changed.append(cursor.rowcount)
    return changed


def _changed(cursor: CursorWrapper, statement: Statement) -> int:
    cursor.execute(statement.sql, statement.values)
    return int(cursor.rowcount)
