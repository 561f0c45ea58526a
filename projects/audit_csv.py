"""The notes of a project as a table, page after page by key."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from projects.models import Action, AuditEvent
from projects.spreadsheets import harmless

COLUMNS = ("time", "person", "action", "done", "subject", "details")
ROWS = 500


def csv_of(events: QuerySet[AuditEvent], still_allowed: Callable[[], object]) -> Iterator[bytes]:
    """Newest first; `still_allowed` is called before each page and raises to end the file."""
    yield _written([COLUMNS])
    page = list(events[:ROWS])
    while page:
        still_allowed()
        yield _written([_row(event) for event in page])
        page = list(events.filter(pk__lt=page[-1].pk)[:ROWS])


def _row(event: AuditEvent) -> tuple[str, ...]:
    details = json.dumps(event.details, ensure_ascii=False) if event.details else ""
    said = (event.actor_name, event.action, str(Action(event.action).label), event.subject, details)
    return (event.created_at.isoformat(timespec="milliseconds"), *said)


def _written(rows: list[tuple[str, ...]]) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([[harmless(cell) for cell in row] for row in rows])
    return lines.getvalue().encode("utf-8", "replace")
