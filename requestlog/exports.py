"""Exports: the rows of a filter in three formats, page after page by key, in constant memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any
from uuid import UUID

import zstandard
from django.utils.text import slugify

from projects.models import Project
from requestlog.cells import COLUMNS as CSV_COLUMNS
from requestlog.cells import cells
from requestlog.documents import COLUMNS, VOTE_COLUMNS, Document, described, dumps, vote_of
from requestlog.querysets import RequestQuerySet

ROWS = 500
NAME_CHARACTERS = 80
EMPTY = zstandard.compress(b"")

Columns = tuple[Any, ...]
Bodies = tuple[bytes, bytes]
Row = tuple[str, Columns, Bodies, Document | None]
Rows = Iterator[list[Row]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write rows down, page by page."""

    content_type: str
    written: Callable[[Rows], Iterator[bytes]]


def stream(
    queryset: RequestQuerySet, format: str, *, project: Project, still_allowed: Callable[[], object] = lambda: True
) -> Iterator[bytes]:
    """The rows of `queryset`, all of `project`, newest first, as a file of `format`.

    `still_allowed` is called before each page and raises to end the file. What fails on the way, fails the stream:
    an error is never written into a file.
    """
    return FORMATS[format].written(_pages(queryset, project, still_allowed))


def filename(project: Project, sentence: str, format: str, day: date) -> str:
    """What the file is called: its project, its filter in words, its day."""
    words = slugify(sentence)[:NAME_CHARACTERS].strip("-")
    return f"{project.slug}-{words}-{day.isoformat()}.{format}"


def _pages(queryset: RequestQuerySet, project: Project, still_allowed: Callable[[], object]) -> Rows:
    rows = queryset.newest_first().values_list(*COLUMNS)
    unpack = zstandard.ZstdDecompressor().decompress
    page: list[Columns] = []
    while not page or len(page) == ROWS:
        still_allowed()
        page = list((rows.filter(id__lt=page[-1][0]) if page else rows)[:ROWS])
        if not page:
            return
        yield _completed(page, project, unpack)


def _completed(page: list[Columns], project: Project, unpack: Callable[[bytes], bytes]) -> list[Row]:
    """The rows of one page: two queries, one for the bodies and one for the votes."""
    ids = [columns[0] for columns in page]
    bodies, votes = _bodies(project, ids, unpack), _votes(project, ids)
    return [(project.slug, row, bodies.get(row[0], (b"", b"")), votes.get(row[0])) for row in page]


def _bodies(project: Project, ids: list[UUID], unpack: Callable[[bytes], bytes]) -> dict[UUID, Bodies]:
    stored = project.payloads.filter(request_id__in=ids).values_list("request_id", "request", "response")
    return {id: (unpack(bytes(sent or EMPTY)), unpack(bytes(got or EMPTY))) for id, sent, got in stored}


def _votes(project: Project, ids: list[UUID]) -> dict[UUID, Document]:
    given = project.feedback.filter(request_id__in=ids, submitter="").values_list("request_id", *VOTE_COLUMNS)
    return {id: vote_of(*vote) for id, *vote in given}


def _as_csv(pages: Rows) -> Iterator[bytes]:
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_COLUMNS)
    yield _taken(sheet)
    for page in pages:
        writer.writerows(starmap(cells, page))
        yield _taken(sheet)


def _taken(sheet: io.StringIO) -> bytes:
    """What was written to `sheet`, which is empty afterwards."""
    text = sheet.getvalue()
    sheet.seek(0)
    sheet.truncate()
    return text.encode("utf-8", "replace")


def _as_json(pages: Rows) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for page in pages:
        yield separator + b",\n".join(dumps(described(*row)) for row in page)
        separator = b",\n"
    yield b"\n]\n"


def _as_lines(pages: Rows) -> Iterator[bytes]:
    for page in pages:
        yield b"".join(dumps(described(*row)) + b"\n" for row in page)


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _as_csv),
    "json": Format("application/json", _as_json),
    "jsonl": Format("application/jsonl", _as_lines),
}
