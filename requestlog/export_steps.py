"""What an export reads, step by step: a page of rows, or the bodies of some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat, starmap
from typing import NamedTuple, Protocol

from projects.models import Project
from requestlog.beside import beside, is_dense
from requestlog.database.ahead import Ahead, Row
from requestlog.formats import Format
from requestlog.stepping import Pages
from requestlog.stored_bodies import StoredBodies
from requestlog.votes import label_rows, labels_of, review_rows, reviews_of

# What a page's rows begin with, before metadata and head
SAID = ("rating", "team_rating", "triage")


class Export(NamedTuple):
    """Of which rows, how they are written, and what raises where the reader may no longer read."""

    project: Project
    format: Format
    pages: Pages
    still_allowed: Callable[[], object]


class Step(Protocol):
    """Begun when it is made, then taken, then written; nothing else is asked of the database before it is taken, nor
    while it is written, unless it `asks_more`."""

    asks_more: bool

    def take(self) -> None: ...

    def lines(self) -> Iterator[bytes]: ...


class PageStep:
    """A page of rows, and what people say of them."""

    asks_more = False

    def __init__(self, export: Export) -> None:
        self.export = export
        export.pages.begin()

    def take(self) -> None:
        self.rows = self.export.pages.take()
        self.export.still_allowed()
        self._spoken = Spoken.of(self.rows, self.export)

    def lines(self) -> Iterator[bytes]:
        return self.written(self.rows, repeat(self.export.format.bodies(b"", b"")))

    def written(self, rows: Sequence[Row], bodies: Iterable[bytes]) -> Iterator[bytes]:
        """Some rows of this page with their bodies."""
        format, said = self.export.format, self._said
        opened, written = format.opened, format.metadata
        nothing_said = format.said(format.no_votes, None, None, None, ())
        for (id, _, _, _, metadata, head), body in zip(rows, bodies, strict=False):
            rest = (head, written(metadata), body, said.get(id, nothing_said))
            yield b'%b%b",%b,%b,%b,%b' % (opened, id.encode(), *rest)

    @cached_property
    def _said(self) -> Mapping[str, bytes]:
        """By the id's text, where anything is said of an answer."""
        return self._spoken.written(self.rows, self.export.format)


class Spoken(NamedTuple):
    """What people say of the answers of a page, as it is stored."""

    votes: Sequence[Row]
    reviews: Sequence[Row]
    labels: Sequence[Row]

    @classmethod
    def of(cls, page: Sequence[Row], export: Export) -> Spoken:
        """A vote shows in its row, the others do not."""
        project, ids = export.project, [row[0] for row in page]
        voted = [row[0] for row in page if row[1] is not None or row[2] is not None]
        return cls(
            Ahead(export.format.vote_rows(beside(project.feedback.all(), voted))).take(),
            Ahead(review_rows(beside(project.reviews.all(), ids))).take(),
            Ahead(label_rows(beside(project.labels.all(), ids))).take(),
        )

    def written(self, page: Sequence[Row], format: Format) -> Mapping[str, bytes]:
        """The end of each line that holds any of it, by the id's text."""
        votes, reviews, labels = format.votes(self.votes), reviews_of(self.reviews), labels_of(self.labels)
        spoken = {*votes, *reviews, *labels}
        return {
            id: format.said(votes.get(id, format.no_votes), team_rating, triage, reviews.get(id), labels.get(id, ()))
            for id, _, team_rating, triage, _, _ in page
            if team_rating is not None or triage is not None or id in spoken
        }


class BodiesStep:
    """The bodies of some rows of a page."""

    def __init__(self, page: PageStep, rows: Sequence[Row], *, dense: bool) -> None:
        self._page, self._rows = page, rows
        self._bodies = StoredBodies(page.export.project, [row[0] for row in rows], dense=dense)

    def take(self) -> None:
        self._bodies.take()
        self._page.export.still_allowed()
        self.asks_more = self._bodies.some_are_large

    def lines(self) -> Iterator[bytes]:
        return self._page.written(self._rows, starmap(self._page.export.format.bodies, self._bodies.each()))


def steps(export: Export, *, bodies: int) -> Iterator[Step]:
    """All steps of an export, each to be taken before the next is asked for; with the bodies of so many rows at a
    time, or of none."""
    while export.pages.more:
        page = PageStep(export)
        if not bodies:
            yield page
            continue
        yield _Unwritten(page)
        yield from _bodies_of(page, bodies)


class _Unwritten:
    """A page that is written with its bodies alone."""

    asks_more = False

    def __init__(self, page: PageStep) -> None:
        self.take = page.take

    def lines(self) -> Iterator[bytes]:
        return iter(())


def _bodies_of(page: PageStep, most: int) -> Iterator[BodiesStep]:
    dense = is_dense(page.export.project.payloads.all(), [row[0] for row in page.rows]) if page.rows else False
    for at in range(0, len(page.rows), most):
        yield BodiesStep(page, page.rows[at : at + most], dense=dense)
