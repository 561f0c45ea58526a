"""Search on PostgreSQL: a `tsvector` a call, which the database neither parses nor stems, under one GIN index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from projects.models import Project
from requestlog.search.documents import Document

STORE = """
    INSERT INTO requestlog_search (project_id, request_id, document)
    SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::tsvector[])
    ON CONFLICT (project_id, request_id) DO UPDATE SET document = EXCLUDED.document
    WHERE requestlog_search.document <> EXCLUDED.document
"""
TAKE = "DELETE FROM requestlog_unsearched WHERE id = ANY(%s) RETURNING id"
BATCH = 500


def take(ids: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(ids)])
        return {id for (id,) in cursor.fetchall()}


def store(documents: Sequence[Document]) -> None:
    rows = [(document.project_id, document.request_id, document.tsvector()) for document in documents]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []])


def forget(project: Project, ids: Iterable[UUID]) -> None:
    project.words.filter(request_id__in=ids).delete()
