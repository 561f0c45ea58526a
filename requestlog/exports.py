"""Exports: the rows of a filter in three formats, page after page by key, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import repeat, starmap
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from projects.models import Project
from requestlog.beside import beside
from requestlog.database.texts import Id
from requestlog.formats import FORMATS, Format
from requestlog.looking import Found
from requestlog.stepping import Row, pages
from requestlog.stored_bodies import Stored, bodies_of_each, stored_bodies
from requestlog.votes import labels_of, reviews_of

__all__ = ["FORMATS", "filename", "stream"]

# The first page comes at once, the others cost less a row the larger they are; bodies are read of a few rows together
ROWS, MOST_ROWS = 500, 8_000
CHUNK_BYTES = 2**19
NAME_CHARACTERS = 80
SAID = ("rating", "team_rating", "triage")


class Part(NamedTuple):
    """Rows, what is said of those that anything is said of, and their bodies, if they are wanted."""

    rows: list[Row]
    said: Mapping[str, bytes]
    bodies: Stored | None


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

    `still_allowed` is called before each part is written and raises to end the file. What fails on the way, fails the
    stream: an error is never written into a file.
    """
    wanted = FORMATS[format]
    columns = (Id("id"), *SAID, Cast("metadata", TextField()), wanted.head(project.slug))
    read = pages(
        found,
        lambda rows: rows.values_list(*columns),
        project=project,
        sizes=_sizes(ROWS, MOST_ROWS),
        above=above,
        below=below,
    )
    return wanted.written(_chunks(_parts(read, wanted, project, bodies), wanted, project, still_allowed))


def filename(project: Project, sentence: str, format: str, day: date) -> str:
    """What the file is called: its project, its filter in words, its day."""
    words = slugify(sentence)[:NAME_CHARACTERS].strip("-")
    return f"{project.slug}-{words}-{day.isoformat()}.{format}"


def _sizes(first: int, most: int) -> Iterator[int]:
    while first < most:
        yield first
        first *= 2
    yield from repeat(most)


def _parts(read: Iterator[list[Row]], format: Format, project: Project, bodies: bool) -> Iterator[Part]:
    """Pages, or with bodies parts of them, with what else is read of their rows."""
    for page in read:
        said, ids = _said_of(page, format, project), [row[0] for row in page]
        for part, stored in stored_bodies(project, ids, ROWS) if bodies else [(slice(None), None)]:
            yield Part(page[part], said, stored)


def _said_of(page: list[Row], format: Format, project: Project) -> Mapping[str, bytes]:
    """What people say of the answers of a page, by the id's text, where they say anything: a vote shows in the row."""
    voted = [id for id, rating, team_rating, *_ in page if rating is not None or team_rating is not None]
    votes = format.votes(beside(project.feedback.all(), voted))
    reviews = reviews_of(beside(project.reviews.all(), [row[0] for row in page]))
    labels = labels_of(beside(project.labels.all(), [row[0] for row in page]))
    return {
        id: format.said(votes.get(id, format.no_votes), team_rating, triage, reviews.get(id), labels.get(id, ()))
        for id, rating, team_rating, triage, *_ in page
        if id in votes or id in reviews or id in labels or team_rating is not None or triage is not None
    }


def _chunks(
    parts: Iterable[Part], format: Format, project: Project, still_allowed: Callable[[], object]
) -> Iterator[list[bytes]]:
    for part in parts:
        still_allowed()
        lines = _lines(part, format, project)
        yield from [list(lines)] if part.bodies is None else _cut(lines)


def _lines(part: Part, format: Format, project: Project) -> Iterator[bytes]:
    nothing_said = format.said(format.no_votes, None, None, None, ())
    for (id, _, _, _, metadata, head), bodies in zip(part.rows, _bodies_of(part, format, project), strict=False):
        yield b",".join((head.encode(), format.metadata(metadata), bodies, part.said.get(id, nothing_said)))


def _bodies_of(part: Part, format: Format, project: Project) -> Iterable[bytes]:
    if part.bodies is None:
        return repeat(format.bodies(b"", b""))
    return starmap(format.bodies, bodies_of_each(project, [row[0] for row in part.rows], part.bodies))


def _cut(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """As many at a time as make up a chunk: with bodies they may be long."""
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
