"""A vote's statements, by hand: the ORM takes longer to build them than a database to run them.

Of simultaneous votes of one submitter one INSERT wins; what follows it changes nothing unless the vote is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, TextField

from feedback.models import Feedback, Kind, Source, VoteEvent
from feedback.snapshots import snapshot
from requestlog.ids import day_of, new_id
from requestlog.models import ChangedDay
from requestlog.ratings import Rating
from requestlog.triage import Triage

FIELDS = {field.attname: field for field in Feedback._meta.concrete_fields}
# What a database takes as Python has it; the others are prepared, one by one
PLAIN = {name for name, field in FIELDS.items() if isinstance(field, CharField | TextField)} | {
    "project_id",
    "author_id",
}
DAY = ChangedDay._meta.get_field("day")
EVENT_FIELDS = {field.attname: field for field in VoteEvent._meta.concrete_fields}
# The entry is named so that any index does: new tables, which the planner takes for empty, are read by the wrong one
OWN = "EXISTS (SELECT 1 FROM feedback_feedback WHERE project_id = %s AND request_id = %s AND id = %s)"
# What comes after it sees the votes that were stored while it waited. A row's own lock costs three times as much
LOCK = "SELECT pg_advisory_xact_lock(%s)"
# Whoever deletes an entry has the lock, too: no vote is ever stored on one that is gone
INSERT = f"""
INSERT INTO feedback_feedback ({", ".join(FIELDS)}) SELECT {", ".join("%s" for _ in FIELDS)}
WHERE EXISTS (SELECT 1 FROM requestlog_request WHERE project_id = %s AND id = %s) ON CONFLICT DO NOTHING
"""  # noqa: S608
COPY = f"""
UPDATE requestlog_request SET rating = (
    SELECT rating FROM feedback_feedback WHERE project_id = %s AND request_id = %s AND source = {Source.USER}
    ORDER BY updated_at DESC, id DESC LIMIT 1
), has_comment = has_comment OR %s, triage = COALESCE(triage, %s) WHERE project_id = %s AND id = %s AND {OWN}
"""  # noqa: S608
WORDS = """
INSERT INTO {table} (name, project_id, request_id) SELECT said.column1, %s, %s FROM (VALUES {names}) said
WHERE {own} ON CONFLICT DO NOTHING
"""
# The event has the vote's id, so that it is stored once however often its vote is tried
EVENT = f"""
INSERT INTO feedback_voteevent ({", ".join(EVENT_FIELDS)}) SELECT {", ".join("%s" for _ in EVENT_FIELDS)}
WHERE {OWN} ON CONFLICT DO NOTHING
"""
# The queues of what is counted and found, see `requestlog.changes`
COUNT = f"INSERT INTO requestlog_changedday (id, project_id, day) SELECT %s, %s, %s WHERE {OWN}"
SEARCH = f"INSERT INTO requestlog_unsearched (id, project_id, request_id) SELECT %s, %s, %s WHERE {OWN}"


class Statement(NamedTuple):
    """SQL and its parameters."""

    sql: str
    values: Sequence[Any]


def lock(request_id: UUID) -> list[Statement]:
    """Lets one transaction at a time change the votes of an entry; SQLite has one writer at a time anyway."""
    number = int.from_bytes(request_id.bytes[8:], signed=True)
    return [Statement(LOCK, [number])] if connection.vendor == "postgresql" else []


def store(vote: Feedback, *, told: bool) -> bool:
    """Stores a user's vote with its copy in the log and its words, and its event where somebody is `told` of it.

    False where it is not there: its submitter has another on the entry, or the entry is gone; then nothing is stored.
    """
    of = _prepared(vote)
    first = [*lock(vote.request_id), Statement(INSERT, [*of.values(), of["project_id"], of["request_id"]])]
    changed = run_together([*first, *_following(vote, of, told)])
    return changed[len(first)] == 1  # the copy


def _prepared(vote: Feedback) -> dict[str, Any]:
    """The columns of `vote` as the database takes them."""
    return {
        name: getattr(vote, name) if name in PLAIN else field.get_db_prep_save(getattr(vote, name), connection)
        for name, field in FIELDS.items()
    }


def _following(vote: Feedback, of: dict[str, Any], told: bool) -> Iterator[Statement]:
    """What is stored with a vote, of which `of` are the columns."""
    entry = (of["project_id"], of["request_id"])
    own = (*entry, of["id"])
    triage = Triage.NEW.value if vote.rating == Rating.NEGATIVE else None
    yield Statement(COPY, [*entry, bool(vote.comment), triage, *entry, *own])
    for table, words in (("feedback_tag", vote.tags), ("feedback_reason", vote.reasons)):
        if words:
            sql = WORDS.format(table=table, names=", ".join("(%s)" for _ in words), own=OWN)
            yield Statement(sql, [*entry, *words, *own])
    yield Statement(COUNT, [_new_id(), vote.project_id, _prepared_day(vote.request_id), *own])
    if vote.comment:
        yield Statement(SEARCH, [_new_id(), *entry, *own])
    if told:
        yield Statement(EVENT, [*_event(vote), *own])


def _new_id() -> Any:
    return FIELDS["id"].get_db_prep_save(new_id(), connection)


def _prepared_day(request_id: UUID) -> Any:
    return DAY.get_db_prep_save(day_of(request_id), connection)


def _event(vote: Feedback) -> list[Any]:
    event = {
        "id": vote.id,
        "project_id": vote.project_id,
        "request_id": vote.request_id,
        "kind": Kind.CREATED.value,
        "vote": snapshot(vote),
        "created_at": vote.created_at,
    }
    return [field.get_db_prep_save(event[name], connection) for name, field in EVENT_FIELDS.items()]


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
