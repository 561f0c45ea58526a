"""The three formats of an export: how a row is written down in each, and how the rows become a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from requestlog import cells
from requestlog.documents import dumps, encoded, spliced
from requestlog.heads import cells_head, document_head
from requestlog.votes import NO_VOTES, Labels, ReviewRow, Votes, feedback_of, review_of, summaries_of, votes_of

KNOWN = 256  # of the same metadata there are often many
Chunks = Iterator[list[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A row is four parts with commas between them: its `head`, which the database writes, its metadata, its bodies,
    and what is `said` of it: the votes as `votes` reads them, team's rating, triage, review and
    labels."""

    content_type: str
    head: Callable[[str], Combinable]
    metadata: Callable[[str], bytes]
    bodies: Callable[[bytes, bytes], bytes]
    votes: Callable[[QuerySet[Any]], Mapping[str, Any]]
    no_votes: Any
    said: Callable[[Any, int | None, int | None, ReviewRow | None, Labels], bytes]
    written: Callable[[Chunks], Iterator[bytes]]


def _compact(metadata: str) -> bytes:
    """A JSON column's text as `documents` writes its value."""
    return encoded(json.loads(metadata))


@lru_cache(maxsize=KNOWN)
def _metadata_cell(metadata: str) -> bytes:
    return cells.row(_compact(metadata).decode())


@lru_cache(maxsize=KNOWN)
def _metadata_member(metadata: str) -> bytes:
    return b'"metadata":' + _compact(metadata)


def _bodies_cells(request: bytes, response: bytes) -> bytes:
    return cells.row(request.decode("utf-8", "replace"), response.decode("utf-8", "replace"))


def _bodies_members(request: bytes, response: bytes) -> bytes:
    return b'"request":%b,"response":%b' % (dumps(spliced(request)), dumps(spliced(response)))


def _said_members(
    votes: Votes, team_rating: int | None, triage: int | None, review: ReviewRow | None, labels: Labels
) -> bytes:
    """With the brace that ends the object."""
    said = {"feedback": feedback_of(votes), "votes": votes, "review": review_of(triage, review), "labels": labels}
    return dumps(said)[1:]


def _as_csv(chunks: Chunks) -> Iterator[bytes]:
    yield cells.row(*cells.COLUMNS) + b"\r\n"
    for lines in chunks:
        yield b"\r\n".join([*lines, b""])


def _as_json(chunks: Chunks) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for lines in chunks:
        yield separator + b",\n".join(lines)
        separator = b",\n"
    yield b"\n]\n"


def _as_lines(chunks: Chunks) -> Iterator[bytes]:
    for lines in chunks:
        yield b"\n".join([*lines, b""])


DOCUMENT = (document_head, _metadata_member, _bodies_members, votes_of, (), _said_members)
FORMATS = {
    "csv": Format(
        *("text/csv; charset=utf-8", cells_head, _metadata_cell, _bodies_cells),
        *(summaries_of, NO_VOTES, cells.said, _as_csv),
    ),
    "json": Format("application/json", *DOCUMENT, _as_json),
    "jsonl": Format("application/jsonl", *DOCUMENT, _as_lines),
}
