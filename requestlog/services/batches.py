"""The rows of many calls into the log's tables, each batch in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from requestlog.changes import days_changed, texts_changed
from requestlog.ids import day_of
from requestlog.models import KnownId, Request
from requestlog.rows import Rows
from requestlog.storing import writer
from requestlog.storing.tables import KNOWN_ID, PAYLOAD, REQUEST, Row, Table

Key = tuple[int, UUID]
BESIDE_EACH_OTHER: tuple[tuple[Table, Callable[[Rows], Row]], ...] = (
    (REQUEST, lambda rows: rows.request),
    (PAYLOAD, lambda rows: rows.payload),
)


@transaction.atomic
def put(rows: Sequence[Rows]) -> list[UUID]:
    """Stores new calls, and what is newer of those that are there; returns all their ids."""
    newest = _newest(rows)
    there = _there(newest)
    new, known = [row for row in newest if row.key not in there], [row for row in newest if row.key in there]
    for table, row_of in BESIDE_EACH_OTHER:
        writer().add(table, [row_of(row) for row in new])
        # A call that has ended is never overwritten by what a slower reader of the spool saw of its beginning
        writer().add_missing(table, [row_of(row) for row in known if not row.has_ended])
        writer().replace(table, [row_of(row) for row in known if row.has_ended])
    make_known(newest, there)
    tell(newest)
    return [row.id for row in rows]


def make_known(rows: Sequence[Rows], there: Collection[Key]) -> None:
    """Has votes find the calls by every id that a client may have seen; `there` are the calls that may have some."""
    names = _new_names(rows)
    writer().add(KNOWN_ID, [name for name in names if name[1:3] not in there])
    writer().add_missing(KNOWN_ID, [name for name in names if name[1:3] in there])


def tell(rows: Sequence[Rows]) -> None:
    """Has the days of the calls counted anew, and the words of those that have ended collected."""
    days_changed((row.project_id, day_of(row.id)) for row in rows)
    texts_changed(row.key for row in rows if row.has_ended)


def _newest(rows: Sequence[Rows]) -> list[Rows]:
    """Each call once, with all its names: its end where that is among them, else the first of its beginnings."""
    newest: dict[Key, Rows] = {}
    for row in rows:
        before = newest.setdefault(row.key, row)
        if before is not row:
            names = list(dict.fromkeys([*before.known_ids, *row.known_ids]))
            newest[row.key] = replace(row if row.has_ended else before, known_ids=names)
    return list(newest.values())


def _there(rows: Sequence[Rows]) -> set[Key]:
    """The calls that the database has; all, where so few are quicker stored with care than asked about."""
    keys = {row.key for row in rows}
    if not writer().may_add(rows):
        return keys
    entries = Request.objects.filter(project_id__in={project_id for project_id, _ in keys})
    return set(entries.filter(id__in=[id for _, id in keys]).values_list("project_id", "id"))


def _new_names(rows: Sequence[Rows]) -> list[Row]:
    """The ids that the calls make known. A retrieval does not take the id of an answer from the call that made it."""
    made = [name for row in rows if not row.is_retrieval for name in row.known_ids]
    read = [name for row in rows if row.is_retrieval for name in row.known_ids]
    if not read:
        return made
    known = KnownId.objects.filter(message_id__in=[message_id for message_id, *_ in read])
    taken = set(known.values_list("message_id", "project_id")) | {name[:2] for name in made}
    return made + [name for name in read if name[:2] not in taken]
