"""Exports: the rows of a filter in three formats, page after page by key, in constant memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any
from uuid import UUID

import zstandard
from django.utils.text import slugify

from projects.models import Project
from requestlog.cells import COLUMNS as CSV_COLUMNS
from requestlog.cells import VALUES, cells
from requestlog.documents import COLUMNS, described, dumps
from requestlog.querysets import RequestQuerySet
from requestlog.votes import NO_VOTES, ReviewRow, reviews_of, summaries_of, votes_of

ROWS = 500
NAME_CHARACTERS = 80
EMPTY = zstandard.compress(b"")

Columns = tuple[Any, ...]
Bodies = tuple[bytes, bytes]
# Of the votes, what a format needs: all of them, or their summary
Row = tuple[str, Columns, Bodies, Any, ReviewRow | None]
Rows = Iterator[list[Row]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write rows down, page by page; nothing is read but `columns` and what `votes` finds."""

    content_type: str
    written: Callable[[Rows], Iterator[bytes]]
    columns: Sequence[str] = COLUMNS
    votes: Callable[[Project, Iterable[UUID]], Mapping[UUID, Any]] = votes_of
    no_votes: object = ()


def stream(
    queryset: RequestQuerySet, format: str, *, project: Project, still_allowed: Callable[[], object] = lambda: True
) -> Iterator[bytes]:
    """The rows of `queryset`, all of `project`, newest first, as a file of `format`.

    `still_allowed` is called before each page and raises to end the file. What fails on the way, fails the stream:
    an error is never written into a file.
    """
    wanted = FORMATS[format]
    return wanted.written(_pages(queryset, wanted, project, still_allowed))


def filename(project: Project, sentence: str, format: str, day: date) -> str:
    """What the file is called: its project, its filter in words, its day."""
    words = slugify(sentence)[:NAME_CHARACTERS].strip("-")
    return f"{project.slug}-{words}-{day.isoformat()}.{format}"


def _pages(queryset: RequestQuerySet, format: Format, project: Project, still_allowed: Callable[[], object]) -> Rows:
    rows = queryset.newest_first().values_list(*format.columns)
    unpack = zstandard.ZstdDecompressor().decompress
    page: list[Columns] = []
    while not page or len(page) == ROWS:
        still_allowed()
        page = list((rows.filter(id__lt=page[-1][0]) if page else rows)[:ROWS])
        if not page:
            return
        yield _completed(page, format, project, unpack)


def _completed(page: list[Columns], format: Format, project: Project, unpack: Callable[[bytes], bytes]) -> list[Row]:
    """The rows of one page: three queries, for the bodies, the votes and the reviews."""
    ids = [columns[0] for columns in page]
    bodies, votes, reviews = _bodies(project, ids, unpack), format.votes(project, ids), reviews_of(project, ids)
    return [
        (project.slug, row, bodies.get(row[0], (b"", b"")), votes.get(row[0], format.no_votes), reviews.get(row[0]))
        for row in page
    ]


def _bodies(project: Project, ids: list[UUID], unpack: Callable[[bytes], bytes]) -> dict[UUID, Bodies]:
    stored = project.payloads.filter(request_id__in=ids).values_list("request_id", "request", "response")
    return {id: (unpack(bytes(sent or EMPTY)), unpack(bytes(got or EMPTY))) for id, sent, got in stored}


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
    "csv": Format("text/csv; charset=utf-8", _as_csv, VALUES, summaries_of, NO_VOTES),
    "json": Format("application/json", _as_json),
    "jsonl": Format("application/jsonl", _as_lines),
}
