"""The words of a call, as the databases keep them. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from requestlog.search.words import words_of

MOST_WORDS = 4000  # of a side; a tsvector counts no further than 16,383
MOST_TIMES = 255  # how often a tsvector counts one word
GAP = "\ue000"  # no word: so that no phrase reaches from one text into the next


@dataclass(frozen=True, slots=True)
class Document:
    """The texts of one call: prompt, answer and comments, each in pieces."""

    project_id: int
    request_id: UUID
    prompt: Sequence[str] = ()
    answer: Sequence[str] = ()
    comments: Sequence[str] = ()

    def pieces(self) -> Iterator[tuple[str, list[str]]]:
        """The words of each piece, beside the letter of its side."""
        for letter, side in (("A", self.prompt), ("B", self.answer), ("C", self.comments)):
            left = MOST_WORDS
            for text in side:
                words = words_of(text)[:left]
                left -= len(words)
                yield letter, words

    def tsvector(self) -> str:
        """As a literal of PostgreSQL's `tsvector`, its words at their places with the letter as weight."""
        places: dict[str, list[str]] = {}
        first = 1
        for letter, words in self.pieces():
            for place, word in enumerate(words, first):
                places.setdefault(word, []).append(f"{place}{letter}")
            first += len(words) + 1
        return " ".join(f"'{word}':{','.join(at[:MOST_TIMES])}" for word, at in places.items())

    def text(self) -> str:
        """As one text in which each word stands between spaces."""
        return f" {f' {GAP} '.join(' '.join(words) for _, words in self.pieces())} "
