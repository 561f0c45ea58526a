"""Search on SQLite: the words of a call as text, under an FTS5 index that reads them from there.

A row's number grows with the call's id, so that what the index finds comes in the order of time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from projects.models import Project
from requestlog.search.documents import Document
from requestlog.search.places import place_of

ADD = "INSERT INTO requestlog_search (place, project_id, request_id, document) VALUES (%s, %s, %s, %s)"
DROP = "DELETE FROM requestlog_search WHERE place = %s AND project_id = %s"
INDEX = "INSERT INTO requestlog_search_index (rowid, project_id, document) VALUES (%s, %s, %s)"
# An index over a table is told what it forgets
UNINDEX = """
    INSERT INTO requestlog_search_index (requestlog_search_index, rowid, project_id, document)
    VALUES ('delete', %s, %s, %s)
"""
KNOWN = """
    SELECT place, request_id, document FROM requestlog_search
    WHERE project_id = %s AND request_id IN ({})
"""
TAKEN = "SELECT 1 FROM requestlog_search WHERE place = %s AND project_id IS NOT NULL"  # whichever project's it is
TAKE = "DELETE FROM requestlog_unsearched WHERE id IN ({}) RETURNING id"
BATCH = 100

Call = tuple[int, UUID]


class Kept(NamedTuple):
    """Where the words of a call stand, and which they are."""

    place: int
    text: str


def take(ids: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(_places(ids)), [id.hex for id in ids])
        return {UUID(hex=id) for (id,) in cursor.fetchall()}


def store(documents: Sequence[Document]) -> None:
    known = _known((document.project_id, document.request_id) for document in documents)
    texts = {(document.project_id, document.request_id): document.text() for document in documents}
    changed = {call: text for call, text in texts.items() if call not in known or known[call].text != text}
    before = {call: known[call] for call in changed if call in known}
    _drop(before)
    _add(changed, {call: kept.place for call, kept in before.items()})


def forget(project: Project, ids: Iterable[UUID]) -> None:
    _drop(_known((project.pk, id) for id in ids))


def _known(calls: Iterable[Call]) -> dict[Call, Kept]:
    found: dict[Call, Kept] = {}
    with connection.cursor() as cursor:
        for project_id, part in groupby(sorted(calls), key=itemgetter(0)):
            ids = [id.hex for _, id in part]
            cursor.execute(KNOWN.format(_places(ids)), [project_id, *ids])
            found |= {(project_id, UUID(hex=id)): Kept(place, text) for place, id, text in cursor.fetchall()}
    return found


def _drop(known: Mapping[Call, Kept]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(UNINDEX, [(kept.place, project_id, kept.text) for (project_id, _), kept in known.items()])
        cursor.executemany(DROP, [(kept.place, project_id) for (project_id, _), kept in known.items()])


def _add(texts: Mapping[Call, str], places: dict[Call, int]) -> None:
    """`places` are those that some of the calls had before, and have again."""
    taken = set(places.values())
    for call in texts.keys() - places.keys():
        places[call] = _free(place_of(call[1]), taken)
        taken.add(places[call])
    with connection.cursor() as cursor:
        cursor.executemany(ADD, [(places[call], call[0], call[1].hex, text) for call, text in texts.items()])
        cursor.executemany(INDEX, [(places[call], call[0], text) for call, text in texts.items()])


def _free(place: int, taken: Collection[int]) -> int:
    with connection.cursor() as cursor:
        while place in taken or cursor.execute(TAKEN, [place]).fetchone():
            place += 1
    return place


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
