"""Search on SQLite: the words of a call as text, under an FTS5 index that reads them from there.

A row's number grows with the call's id, so that what the index finds comes in the order of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
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
    SELECT place, project_id, request_id, document FROM requestlog_search
    WHERE project_id = %s AND request_id IN ({})
"""
TAKEN = "SELECT place FROM requestlog_search WHERE project_id > 0 AND place BETWEEN %s AND %s"
TAKE = "DELETE FROM requestlog_unsearched WHERE id IN ({}) RETURNING id"
BATCH = 100


def is_alone() -> bool:
    """Whether no other process collects words: whoever writes is alone."""
    return True


def take(ids: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(_places(ids)), [id.hex for id in ids])
        return {UUID(hex=id) for (id,) in cursor.fetchall()}


def store(documents: Sequence[Document]) -> None:
    kept = {(project_id, hex): place for place, project_id, hex in _dropped(documents)}
    rows = []
    taken: set[int] = set()
    for document in documents:
        place = kept.get((document.project_id, document.request_id.hex)) or _free(place_of(document.request_id), taken)
        taken.add(place)
        rows.append((place, document.project_id, document.request_id.hex, document.text()))
    with connection.cursor() as cursor:
        cursor.executemany(ADD, rows)
        cursor.executemany(INDEX, [(place, project_id, text) for place, project_id, _, text in rows])


def forget(project: Project, ids: Iterable[UUID]) -> None:
    _dropped([Document(project.pk, id) for id in ids])


def _free(place: int, taken: set[int]) -> int:
    with connection.cursor() as cursor:
        while place in taken or cursor.execute(TAKEN, [place, place]).fetchone():
            place += 1
    return place


def _dropped(documents: Sequence[Document]) -> list[tuple[int, int, str]]:
    """Drops what is kept of these calls; returns the places that they had."""
    found: list[Any] = []
    by_project: dict[int, list[UUID]] = {}
    for document in documents:
        by_project.setdefault(document.project_id, []).append(document.request_id)
    with connection.cursor() as cursor:
        for project_id, ids in by_project.items():
            cursor.execute(KNOWN.format(_places(ids)), [project_id, *(id.hex for id in ids)])
            found += cursor.fetchall()
        cursor.executemany(UNINDEX, [(place, project_id, text) for place, project_id, _, text in found])
        cursor.executemany(DROP, [(place, project_id) for place, project_id, _, _ in found])
    return [(place, project_id, hex) for place, project_id, hex, _ in found]


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
