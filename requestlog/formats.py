"""The three formats of an export: how a row is written down in each, and how the rows become a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from requestlog import cells
from requestlog.documents import dumps, encoded, in_json
from requestlog.heads import cells_head, document_head
from requestlog.votes import (
    NO_VOTES,
    Labels,
    ReviewRow,
    Row,
    Rows,
    Votes,
    feedback_of,
    review_of,
    summaries_of,
    summary_rows,
    vote_rows,
    votes_of,
)

KNOWN = 256  # of the same metadata there are often many
Chunks = Iterator[list[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A row is its id, `opened` and with a quote after it, and behind commas its `head`, which the database writes, its
    metadata, its bodies, and what is `said` of it: the votes as `votes` makes them of `vote_rows`, team's rating,
    triage, review and labels."""

    content_type: str
    opened: bytes
    head: Callable[[str], Combinable]
    metadata: Callable[[bytes], bytes]
    bodies: Callable[[bytes, bytes], bytes]
    vote_rows: Callable[[QuerySet[Any]], Rows]
    votes: Callable[[Iterable[Row]], Mapping[str, Any]]
    no_votes: Any
    said: Callable[[Any, int | None, int | None, ReviewRow | None, Labels], bytes]
    written: Callable[[Chunks], Iterator[bytes]]


def _compact(metadata: bytes) -> bytes:
    """A JSON column's text as `documents` writes its value."""
    return encoded(json.loads(metadata))


@lru_cache(maxsize=KNOWN)
def _metadata_cell(metadata: bytes) -> bytes:
    return cells.row(_compact(metadata).decode())


@lru_cache(maxsize=KNOWN)
def _metadata_member(metadata: bytes) -> bytes:
    return b'"metadata":' + _compact(metadata)


def _bodies_cells(request: bytes, response: bytes) -> bytes:
    return cells.row(request.decode("utf-8", "replace"), response.decode("utf-8", "replace"))


def _bodies_members(request: bytes, response: bytes) -> bytes:
    return b'"request":%b,"response":%b' % (in_json(request), in_json(response))


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


CSV = Format(
    "text/csv; charset=utf-8",
    opened=b'"',
    head=cells_head,
    metadata=_metadata_cell,
    bodies=_bodies_cells,
    vote_rows=summary_rows,
    votes=summaries_of,
    no_votes=NO_VOTES,
    said=cells.said,
    written=_as_csv,
)
JSON = Format(
    "application/json",
    opened=b'{"id":"',
    head=document_head,
    metadata=_metadata_member,
    bodies=_bodies_members,
    vote_rows=vote_rows,
    votes=votes_of,
    no_votes=(),
    said=_said_members,
    written=_as_json,
)
FORMATS = {"csv": CSV, "json": JSON, "jsonl": replace(JSON, content_type="application/jsonl", written=_as_lines)}
