"""Every write to the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from projects.models import DEFAULT_SLUG, Project
from requestlog.calls import DEFAULT_PROJECT, Call
from requestlog.changes import days_changed, texts_changed
from requestlog.database.away import is_away
from requestlog.ids import day_of
from requestlog.keeping import projects_without_bodies, without_bodies
from requestlog.models import KnownId, Payload, Request, State
from requestlog.rows import Rows, rows_of, unpacked

log = logging.getLogger(__name__)

# Reading bodies never raises these, as far as is known; one call that makes it must not stop all the others
CONFUSED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
IDENTITY = ("id", "project", "rating", "has_comment", "team_rating", "triage", "external_id")
FACTS = [field.name for field in Request._meta.concrete_fields if field.name not in IDENTITY]


@dataclass(frozen=True, slots=True)
class Ingested:
    """Where a call of the ingest API is stored. One that was there already is not `created`, and `differs` where the
    bodies that are stored are others."""

    id: UUID
    created: bool
    differs: bool = False


def with_projects(calls: Sequence[Call]) -> list[Call]:
    """The same calls, those of `DEFAULT_PROJECT` with that project's id."""
    if all(call.project_id != DEFAULT_PROJECT for call in calls):
        return list(calls)
    default = Project.objects.filter(slug=DEFAULT_SLUG).values_list("pk", flat=True).first() or DEFAULT_PROJECT
    return [replace(call, project_id=default) if call.project_id == DEFAULT_PROJECT else call for call in calls]


def record(*, calls: Sequence[Call], now: datetime) -> list[UUID]:
    """Stores calls, or what is newer of them; storing one again changes nothing. Returns the ids that cannot be stored.

    A batch that the database refuses is stored call by call. Raises an error that `is_away` when the database is:
    nothing is stored then, or what comes again changes nothing.
    """
    bare = projects_without_bodies(calls)
    rows = [row for call in calls if (row := _described(call, call.project_id in bare, now))]
    try:
        _upsert(rows)
        stored = rows
    except DatabaseError as error:
        if is_away(error):
            raise
        stored = [row for row in rows if _upserted_alone(row)]
    ids = {row.entry.id for row in stored}
    return [call.id for call in calls if call.id not in ids]


def _described(call: Call, bare: bool, now: datetime) -> Rows | None:
    """The rows of `call`; None, and a line in the log, where its bodies confuse those who read them."""
    try:
        return rows_of(without_bodies(call) if bare else call, now)
    except CONFUSED:
        log.exception("The call %s cannot be read", call.id)
        return None


def ingest(*, calls: Sequence[Call], now: datetime) -> list[Ingested | None]:
    """Stores finished calls of one project; what it has already, by `external_id`, is left as it is.

    Each call is answered in its place, None for one that cannot be stored. Raises as `record` does.
    """
    bare = projects_without_bodies(calls)
    rows = [rows_of(without_bodies(call) if call.project_id in bare else call, now) for call in calls]
    try:
        return list(_ingested(rows))
    except DatabaseError as error:
        if is_away(error):
            raise
        return [_ingested_alone(row) for row in rows]


@transaction.atomic
def _ingested(rows: Sequence[Rows]) -> list[Ingested]:
    if not rows:
        return []
    project = rows[0].entry.project_id
    Request.objects.bulk_create([row.entry for row in rows], ignore_conflicts=True)
    stored = _stored(project, rows)
    created = [row for row in rows if stored[row.name] == row.entry.id]
    _store_beside(created)
    _tell(created)
    bodies = _bodies(project, [stored[row.name] for row in rows if stored[row.name] != row.entry.id])
    return [_outcome(row, stored[row.name], bodies) for row in rows]


def _ingested_alone(row: Rows) -> Ingested | None:
    try:
        return _ingested([row])[0]
    except DatabaseError as error:
        if is_away(error):
            raise
        log.exception("The call %s cannot be stored", row.entry.id)
        return None


def _outcome(row: Rows, id: UUID, bodies: dict[UUID, tuple[bytes, bytes]]) -> Ingested:
    sent = (unpacked(row.payload.request), unpacked(row.payload.response))
    return Ingested(id=id, created=id == row.entry.id, differs=bodies.get(id, sent) != sent)


def _bodies(project_id: int, ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, bytes]]:
    payloads = Payload.objects.filter(project_id=project_id, request_id__in=ids)
    return {payload.request_id: (unpacked(payload.request), unpacked(payload.response)) for payload in payloads}


def _stored(project_id: int, rows: Sequence[Rows]) -> dict[str, UUID]:
    """Under which id the project holds each of the rows, by their names."""
    entries = Request.objects.filter(project_id=project_id)
    named = entries.filter(external_id__in=[row.entry.external_id for row in rows if row.entry.external_id])
    stored = dict(named.values_list("external_id", "id"))
    return {row.name: stored.get(row.name, row.entry.id) for row in rows}


def _upserted_alone(row: Rows) -> bool:
    try:
        _upsert([row])
    except DatabaseError as error:
        if is_away(error):
            raise
        log.exception("The call %s cannot be stored", row.entry.id)
        return False
    return True


@transaction.atomic
def _upsert(rows: Sequence[Rows]) -> None:
    # A call that has ended is never overwritten by what a slower reader of the spool saw of its beginning
    begun, ended = _begun_and_ended(rows)
    Request.objects.bulk_create([row.entry for row in begun], ignore_conflicts=True)
    Request.objects.bulk_create(
        [row.entry for row in ended], update_conflicts=True, update_fields=FACTS, unique_fields=["project", "id"]
    )
    _store_beside(rows)
    _tell(rows)


def _begun_and_ended(rows: Sequence[Rows]) -> tuple[list[Rows], list[Rows]]:
    begun = [row for row in rows if row.entry.state == State.STARTED]
    return begun, [row for row in rows if row.entry.state != State.STARTED]


def _store_beside(rows: Sequence[Rows]) -> None:
    begun, ended = _begun_and_ended(rows)
    Payload.objects.bulk_create([row.payload for row in begun], ignore_conflicts=True)
    Payload.objects.bulk_create(
        [row.payload for row in ended],
        update_conflicts=True,
        update_fields=["request", "response"],
        unique_fields=["project", "request_id"],
    )
    KnownId.objects.bulk_create(_new_ids(rows), ignore_conflicts=True)


def _tell(rows: Sequence[Rows]) -> None:
    """Has the days of the rows counted anew, and the words of those that have ended collected."""
    days_changed((row.entry.project_id, day_of(row.entry.id)) for row in rows)
    _, ended = _begun_and_ended(rows)
    texts_changed((row.entry.project_id, row.entry.id) for row in ended)


def _new_ids(rows: Sequence[Rows]) -> list[KnownId]:
    """The ids that the rows make known. A retrieval does not take the id of an answer from the call that made it."""
    made = [known for row in rows if not row.is_retrieval for known in row.known_ids]
    read = [known for row in rows if row.is_retrieval for known in row.known_ids]
    if not read:
        return made
    names = KnownId.objects.filter(message_id__in=[known.message_id for known in read])
    taken = set(names.values_list("project_id", "message_id")) | {
        (known.project_id, known.message_id) for known in made
    }
    return made + [known for known in read if (known.project_id, known.message_id) not in taken]
