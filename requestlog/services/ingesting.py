"""Finished calls of the ingest API into the log: what it has already is left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from requestlog.calls import Call
from requestlog.keeping import projects_without_bodies
from requestlog.models import Payload, Request
from requestlog.rows import Rows, unpacked
from requestlog.services.batches import make_known, tell
from requestlog.services.refusing import by_halves, described
from requestlog.storing import writer
from requestlog.storing.tables import PAYLOAD, REQUEST


@dataclass(frozen=True, slots=True)
class Ingested:
    """Where a call of the ingest API is stored. One that was there already is not `created`, and `differs` where the
    bodies that are stored are others."""

    id: UUID
    created: bool
    differs: bool = False


def ingest(*, calls: Sequence[Call], now: datetime) -> list[Ingested | None]:
    """Stores finished calls of one project; what it has already, by `external_id`, is left as it is.

    Each call is answered in its place, None for one that cannot be stored. Raises as `record` does.
    """
    rows = described(calls, now, projects_without_bodies(calls))
    outcomes = iter(by_halves([row for row in rows if row], _ingested))
    return [next(outcomes) if row else None for row in rows]


@transaction.atomic
def _ingested(rows: Sequence[Rows]) -> list[Ingested]:
    if not rows:
        return []
    project_id = rows[0].project_id
    _add(project_id, rows)
    stored = _stored(project_id, rows)
    created = [row for row in rows if stored[row.name] == row.id]
    writer().add(PAYLOAD, [row.payload for row in created])
    make_known(created, there=())
    tell(created)
    bodies = _bodies(project_id, [stored[row.name] for row in rows if stored[row.name] != row.id])
    return [_outcome(row, stored[row.name], bodies) for row in rows]


def _add(project_id: int, rows: Sequence[Rows]) -> None:
    """Adds those that are new, of several with one name the first. Few are added with care, not asked about."""
    first: dict[str, Rows] = {}
    for row in rows:
        first.setdefault(row.name, row)
    if not writer().may_add(first):
        writer().add_missing(REQUEST, [row.request for row in rows])
        return
    stored = _stored(project_id, list(first.values()))
    writer().add(REQUEST, [row.request for name, row in first.items() if stored[name] == row.id])


def _stored(project_id: int, rows: Sequence[Rows]) -> dict[str, UUID]:
    """Under which id the project holds each of the rows, by their names."""
    entries = Request.objects.filter(project_id=project_id)
    named = entries.filter(external_id__in=[row.external_id for row in rows if row.external_id])
    stored = dict(named.values_list("external_id", "id"))
    return {row.name: stored.get(row.name, row.id) for row in rows}


def _bodies(project_id: int, ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, bytes]]:
    payloads = Payload.objects.filter(project_id=project_id, request_id__in=ids)
    return {payload.request_id: (unpacked(payload.request), unpacked(payload.response)) for payload in payloads}


def _outcome(row: Rows, id: UUID, bodies: dict[UUID, tuple[bytes, bytes]]) -> Ingested:
    _, _, request, response = row.payload
    sent = unpacked(request), unpacked(response)
    return Ingested(id=id, created=id == row.id, differs=bodies.get(id, sent) != sent)
