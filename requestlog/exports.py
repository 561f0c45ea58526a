"""Exports: the rows of a filter in three formats, page after page by key, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import repeat
from uuid import UUID

from django.utils.text import slugify

from projects.models import Project
from requestlog.database.texts import Id, JsonBytes, Utf8
from requestlog.export_steps import SAID, Export, Step, steps
from requestlog.formats import FORMATS
from requestlog.looking import Found
from requestlog.stepping import Pages

__all__ = ["FORMATS", "filename", "stream"]

# The first page comes at once, the others cost less a row the larger they are; bodies are read of a few rows together
ROWS, MOST_ROWS = 500, 8_000
CHUNK_BYTES = 4 * 2**20
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

    `still_allowed` is called before each part is written and raises to end the file. What fails on the way, fails the
    stream: an error is never written into a file.
    """
    wanted = FORMATS[format]
    columns = (Id("id"), *SAID, JsonBytes("metadata"), Utf8(wanted.head(project.slug)))
    pages = Pages(
        found,
        lambda rows: rows.values_list(*columns),
        project=project,
        sizes=_sizes(ROWS, MOST_ROWS),
        above=above,
        below=below,
    )
    export = Export(project, wanted, pages, still_allowed)
    return wanted.written(_chunks(steps(export, bodies=ROWS if bodies else 0)))


def filename(project: Project, sentence: str, format: str, day: date) -> str:
    """What the file is called: its project, its filter in words, its day."""
    words = slugify(sentence)[:NAME_CHARACTERS].strip("-")
    return f"{project.slug}-{words}-{day.isoformat()}.{format}"


def _sizes(first: int, most: int) -> Iterator[int]:
    while first < most:
        yield first
        first *= 2
    yield from repeat(most)


def _chunks(steps: Iterable[Step]) -> Iterator[list[bytes]]:
    """The lines of each step, as many together as make up a chunk: the first are written while the database is at work
    on the next step. What the reader may be slow to take is given away while the database waits for nobody."""
    lines: Iterator[bytes] = iter(())
    asks_more = False
    for step in steps:
        try:
            chunk = [] if asks_more else _chunk(lines)
        finally:
            step.take()
        if chunk:
            yield chunk
        yield from iter(partial(_chunk, lines), [])
        lines, asks_more = step.lines(), step.asks_more
    yield from iter(partial(_chunk, lines), [])


def _chunk(lines: Iterator[bytes]) -> list[bytes]:
    """The next lines: with bodies they may be long."""
    chunk: list[bytes] = []
    length = 0
    for line in lines:
        chunk.append(line)
        length += len(line)
        if length > CHUNK_BYTES:
            break
    return chunk
