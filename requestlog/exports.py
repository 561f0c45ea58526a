"""Exports: the rows of a filter in three formats, page after page by key, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import repeat, starmap
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from projects.models import Project
from requestlog.ahead import ahead
from requestlog.beside import beside
from requestlog.database.texts import Id
from requestlog.formats import FORMATS, Format
from requestlog.looking import Found
from requestlog.stepping import Row, pages
from requestlog.stored_bodies import StoredBodies
from requestlog.votes import reviews_of

__all__ = ["FORMATS", "filename", "stream"]

# The first page comes at once; without bodies the others cost less a row the larger they are
ROWS, MOST_ROWS = 500, 4_000
CHUNK_BYTES = 2**18
NAME_CHARACTERS = 80


def stream(
    found: Found,
    format: str,
    *,
    project: Project,
    bodies: bool = True,
    above: UUID | None = None,
    below: UUID | None = None,
    still_allowed: Callable[[], object] = lambda: None,
) -> Iterator[bytes]:
    """The rows of `found`, all of `project`, newest first, as a file of `format`; only those with ids from `above` on
    and below `below`.

    `still_allowed` is called before each page is written and raises to end the file. What fails on the way, fails the
    stream: an error is never written into a file.
    """
    wanted = FORMATS[format]
    metadata = Cast("metadata", TextField())
    columns = (Id("id"), "rating", "team_rating", "triage", metadata, wanted.head(project.slug))
    read = pages(
        found,
        lambda rows: rows.values_list(*columns),
        project=project,
        sizes=_sizes(ROWS, ROWS if bodies else MOST_ROWS),
        above=above,
        below=below,
    )
    return wanted.written(_chunks(ahead(read), wanted, project, bodies, still_allowed))


def filename(project: Project, sentence: str, format: str, day: date) -> str:
    """What the file is called: its project, its filter in words, its day."""
    words = slugify(sentence)[:NAME_CHARACTERS].strip("-")
    return f"{project.slug}-{words}-{day.isoformat()}.{format}"


def _sizes(first: int, most: int) -> Iterator[int]:
    while first < most:
        yield first
        first *= 2
    yield from repeat(most)


def _chunks(
    read: Generator[list[Row]], format: Format, project: Project, bodies: bool, still_allowed: Callable[[], object]
) -> Iterator[list[bytes]]:
    """The lines of each page: at once, or with bodies as many as make up a chunk, for these may be long."""
    stored = StoredBodies(project) if bodies else None
    with closing(read):
        for page in read:
            still_allowed()
            lines = _lines(page, format, project, stored)
            yield from _cut(lines) if stored else [list(lines)]


def _lines(page: list[Row], format: Format, project: Project, stored: StoredBodies | None) -> Iterator[bytes]:
    said, nothing_said = _said_of(page, format, project), format.said(format.no_votes, None, None, None)
    bodies = _bodies_of(page, format, stored)
    for (id, _, _, _, metadata, head), sent_and_got in zip(page, bodies, strict=False):
        yield b",".join((head.encode(), format.metadata(metadata), sent_and_got, said.get(id, nothing_said)))


def _bodies_of(page: list[Row], format: Format, stored: StoredBodies | None) -> Iterator[bytes]:
    if stored is None:
        return repeat(format.bodies(b"", b""))
    return starmap(format.bodies, stored.of_each([row[0] for row in page]))


def _said_of(page: list[Row], format: Format, project: Project) -> Mapping[str, bytes]:
    """What people say of the answers of a page, by the id's text, where they say anything: a vote shows in the row."""
    voted = [id for id, rating, team_rating, *_ in page if rating is not None or team_rating is not None]
    votes = format.votes(beside(project.feedback.all(), voted))
    reviews = reviews_of(beside(project.reviews.all(), [row[0] for row in page]))
    return {
        id: format.said(votes.get(id, format.no_votes), team_rating, triage, reviews.get(id))
        for id, rating, team_rating, triage, *_ in page
        if id in votes or id in reviews or team_rating is not None or triage is not None
    }


def _cut(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    length = 0
    for line in lines:
        chunk.append(line)
        length += len(line)
        if length > CHUNK_BYTES:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk
