"""Every write to the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from requestlog.calls import Call
from requestlog.models import KnownId, Payload, Request
from requestlog.rows import Rows, rows_of

log = logging.getLogger(__name__)

IDENTITY = ("id", "project", "rating", "has_comment", "external_id")
FACTS = [field.name for field in Request._meta.concrete_fields if field.name not in IDENTITY]


@dataclass(frozen=True, slots=True)
class Ingested:
    """Where a call of the ingest API is stored; `created` is false for one that was there already."""

    id: UUID
    created: bool


def record(*, calls: Sequence[Call], now: datetime) -> list[UUID]:
    """Stores calls, or what is newer of them; storing one again changes nothing. Returns the ids that cannot be stored.

    A batch that the database refuses is stored call by call. Raises `django.db.OperationalError` or
    `InterfaceError` when the database is away: nothing of the batch is stored then.
    """
    rows = [rows_of(call, now) for call in calls]
    try:
        _upsert(rows)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        return [row.entry.id for row in rows if not _upserted_alone(row)]
    return []


def ingest(*, calls: Sequence[Call], now: datetime) -> list[Ingested]:
    """Stores finished calls of one project; what it has already, by `external_id` or id, is left as it is."""
    rows = [rows_of(call, now) for call in calls]
    if not rows:
        return []
    project = rows[0].entry.project_id
    with transaction.atomic():
        Request.objects.bulk_create([row.entry for row in rows], ignore_conflicts=True)
        stored = _stored(project, rows)
        fresh = [row for row in rows if stored[row.name] == row.entry.id]
        _store_beside(fresh)
    return [Ingested(id=stored[row.name], created=stored[row.name] == row.entry.id) for row in rows]


def _stored(project_id: int, rows: Sequence[Rows]) -> dict[str, UUID]:
    """Under which id the project holds each of the rows, by their names."""
    entries = Request.objects.filter(project_id=project_id)
    named = entries.filter(external_id__in=[row.entry.external_id for row in rows if row.entry.external_id])
    stored = dict(named.values_list("external_id", "id"))
    return {row.name: stored.get(row.name, row.entry.id) for row in rows}


def _upserted_alone(row: Rows) -> bool:
    try:
        _upsert([row])
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("The call %s cannot be stored", row.entry.id)
        return False
    return True


@transaction.atomic
def _upsert(rows: Sequence[Rows]) -> None:
    Request.objects.bulk_create(
        [row.entry for row in rows], update_conflicts=True, update_fields=FACTS, unique_fields=["project", "id"]
    )
    _store_beside(rows)


def _store_beside(rows: Sequence[Rows]) -> None:
    Payload.objects.bulk_create(
        [row.payload for row in rows],
        update_conflicts=True,
        update_fields=["request", "response"],
        unique_fields=["project", "request_id"],
    )
    KnownId.objects.bulk_create([known for row in rows for known in row.known_ids], ignore_conflicts=True)
