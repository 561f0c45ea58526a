"""The words of calls, as their rows, bodies and votes hold them now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import groupby
from uuid import UUID

from projects.models import Project
from requestlog.models import Payload, Request
from requestlog.rows import unpacked
from requestlog.search.documents import Document
from requestlog.search.texts import answer_text, prompt_text, shortened

log = logging.getLogger(__name__)

# Reading bodies never raises these, as far as is known; one call that makes it must not stop all the others
CONFUSED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
VOTES = 20  # whose words are collected of one call
READ = ("id", "project_id", "prompt_preview", "answer_preview", "has_comment")


def documents_of(calls: Iterable[tuple[int, UUID]]) -> list[Document]:
    """The words of these calls, each with its project's id; of those that are gone, none."""
    by_project = groupby(sorted(set(calls)), key=lambda call: call[0])
    return [each for project_id, part in by_project for each in _documents(project_id, [id for _, id in part])]


def _documents(project_id: int, ids: list[UUID]) -> Iterator[Document]:
    project = Project(pk=project_id)
    entries = list(project.requests.filter(id__in=ids).only(*READ))
    payloads = {payload.request_id: payload for payload in project.payloads.filter(request_id__in=ids)}
    comments = _comments(project, [entry.id for entry in entries])
    for entry in entries:
        yield _document(entry, payloads.get(entry.id), comments.get(entry.id, []))


def _comments(project: Project, ids: list[UUID]) -> dict[UUID, list[str]]:
    """What users wrote about these calls, the latest first: comments, and the answers that they wanted."""
    votes = project.feedback.of_users().filter(request_id__in=ids).latest_first()
    said: dict[UUID, list[str]] = {}
    for id, comment, correction in votes.values_list("request_id", "comment", "correction"):
        said.setdefault(id, []).extend(text for text in (comment, correction) if text)
    return {id: [piece for text in texts[:VOTES] for piece in shortened(text)] for id, texts in said.items()}


def _document(entry: Request, payload: Payload | None, comments: list[str]) -> Document:
    try:
        prompt = prompt_text(unpacked(payload.request)) if payload else []
        answer = answer_text(unpacked(payload.response)) if payload else []
    except CONFUSED:
        log.exception("The bodies of the call %s cannot be read for search", entry.id)
        prompt = answer = []
    return Document(
        project_id=entry.project_id,
        request_id=entry.id,
        prompt=prompt or shortened(entry.prompt_preview),
        answer=answer or shortened(entry.answer_preview),
        comments=comments,
    )
