"""Has search find calls and votes as they are now: the worker's step, behind the queue of changes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from projects.models import Project
from requestlog.database.alone import Work, is_alone
from requestlog.database.away import is_away
from requestlog.models import Unsearched
from requestlog.search.collecting import documents_of
from requestlog.search.documents import Document
from requestlog.search.indexes import index

log = logging.getLogger(__name__)
Call = tuple[int, UUID]


def fill_search(*, now: datetime) -> int:
    """Collects the words of the calls that have waited longest; returns how many rows of the queue that were.

    Several processes may do so at once: no older words are put over newer ones.
    """
    with _turn() as is_ours:
        return _filled() if is_ours else 0


def keep(calls: Collection[Call]) -> int:
    """Collects the words of these calls, each with its project's id, and forgets those that are gone; returns how many
    have words. To be called in a transaction."""
    documents = documents_of(calls)
    _store(documents)
    _forget(set(calls) - {_call(document) for document in documents})
    return len(documents)


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether nobody else collects meanwhile. On SQLite that shows at the end: no vote waits while words are made."""
    if connection.vendor != "postgresql":
        yield True
        return
    with transaction.atomic():
        yield is_alone(Work.COLLECTING_WORDS)


def _filled() -> int:
    waiting = list(Unsearched.objects.order_by("id").values_list("id", "project_id", "request_id")[: index().BATCH])
    if not waiting:
        return 0
    documents = documents_of({(project_id, request_id) for _, project_id, request_id in waiting})
    with transaction.atomic():
        left = index().take([id for id, _, _ in waiting])
        # What another process took has words that may be newer
        calls = {(project_id, request_id) for id, project_id, request_id in waiting if id in left}
        _store([document for document in documents if _call(document) in calls])
        _forget(calls - {_call(document) for document in documents})
    return len(waiting)


def _store(documents: Sequence[Document]) -> None:
    """Those that the database refuses are left out, with a line in the log."""
    try:
        with transaction.atomic():
            index().store(documents)
    except DatabaseError as error:
        if is_away(error):
            raise
        if len(documents) == 1:
            log.exception("The words of the call %s cannot be stored", documents[0].request_id)
            return
        for document in documents:
            _store([document])


def _forget(calls: Collection[Call]) -> None:
    for project_id, gone in groupby(sorted(calls), key=lambda call: call[0]):
        index().forget(Project(pk=project_id), [id for _, id in gone])


def _call(document: Document) -> Call:
    return document.project_id, document.request_id
