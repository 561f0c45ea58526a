"""Which rows make lines: one line a prompt. Plain Python.

Rows come in the order of `ORDER`, within each the newest first; what comes first is kept. Memory grows with the lines
alone: about a hundred bytes for each prompt that has one, and for each disliked answer that waits for a liked one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from feedback.training import dpo, sft
from feedback.training.cases import Case
from feedback.training.reasons import UnusableError, Why
from feedback.training.splitting import Split


class Group(IntEnum):
    """Rows by what people made of them."""

    CORRECTED = 1
    DISLIKED = 2
    AMAZING = 3
    POSITIVE = 4


# Corrections go before what was merely liked, ❤️ before 👍; what was disliked waits for one of those.
ORDER = tuple(Group)
# Those that supervised lines are made of
LIKED = (Group.CORRECTED, Group.AMAZING, Group.POSITIVE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, the part of the split that its prompt falls into, and how many rows it is made of."""

    text: bytes
    part: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Match:
    """A liked answer to a prompt of which the answer of the row `disliked` was disliked."""

    liked: Case
    disliked: UUID


class Supervised:
    """Makes supervised lines of cases."""

    def __init__(self, split: Split) -> None:
        self._split = split
        self._taken: set[bytes] = set()

    def take(self, case: Case) -> Line | Why:
        try:
            return self._line(case)
        except UnusableError as error:
            return error.why

    def _line(self, case: Case) -> Line:
        if not case.row.correction and not case.row.liked:
            raise UnusableError(Why.UNRATED if case.row.liked is None else Why.DISLIKED)
        prompt, digest, wanted = case.prompt, case.digest, case.wanted
        if not self._split.wants(digest):
            raise UnusableError(Why.OTHER_PART)
        if digest in self._taken:
            raise UnusableError(Why.DUPLICATE)
        line = Line(sft.line_of(prompt, wanted), self._split.part_of(digest))
        self._taken.add(digest)
        return line


class Preferences:
    """Makes preference lines of cases; a match needs the other case, which is not kept: see `pair`."""

    def __init__(self, split: Split) -> None:
        self._split = split
        self._taken: set[bytes] = set()
        self._waiting: dict[bytes, UUID] = {}

    @property
    def waiting(self) -> int:
        """How many disliked answers wait for a liked one."""
        return len(self._waiting)

    def take(self, case: Case) -> Line | Match | Why | None:
        """What comes of `case`; None where it waits."""
        try:
            return self._taken_as(case)
        except UnusableError as error:
            return error.why

    def pair(self, match: Match, disliked: Case | None) -> Line | Why:
        """The line of a match, out of its disliked row, None where that has gone; that waits on if none comes of it."""
        try:
            return self._paired(match.liked, disliked)
        except UnusableError as error:
            return error.why

    def _taken_as(self, case: Case) -> Line | Match | None:
        if not case.row.correction and case.row.liked is None:
            raise UnusableError(Why.UNRATED)
        digest = case.digest
        if case.prompt.has_images:
            raise UnusableError(Why.IMAGES)
        if not self._split.wants(digest):
            raise UnusableError(Why.OTHER_PART)
        if digest in self._taken:
            raise UnusableError(Why.DUPLICATE)
        if case.row.correction:
            return self._line(case, case, rows=1)
        if case.row.liked:
            return self._matched(case, digest)
        self._wait(case, digest)
        return None

    def _matched(self, case: Case, digest: bytes) -> Match:
        if not case.answer.liked or digest not in self._waiting:
            raise UnusableError(Why.LIKED_ALONE)
        return Match(case, self._waiting[digest])

    def _wait(self, case: Case, digest: bytes) -> None:
        if case.answer and digest in self._waiting:
            raise UnusableError(Why.DUPLICATE)
        self._waiting[digest] = case.row.id

    def _paired(self, liked: Case, disliked: Case | None) -> Line:
        if liked.digest in self._taken:
            raise UnusableError(Why.DUPLICATE)
        if disliked is None or disliked.row.liked is not False or disliked.digest != liked.digest:
            raise UnusableError(Why.LIKED_ALONE)
        line = self._line(liked, disliked, rows=2)
        del self._waiting[liked.digest]
        return line

    def _line(self, better: Case, worse: Case, *, rows: int) -> Line:
        line = dpo.line_of(better.prompt, better.wanted, worse.answer.message)
        self._taken.add(better.digest)
        return Line(line, self._split.part_of(better.digest), rows)
