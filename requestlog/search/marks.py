"""Where in a short text what is asked stands, so that a page can mark it. No Django."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from requestlog.search.query import Asked, Term
from requestlog.search.words import folded, placed

# Frequent in previews, and no parts of words: alike, or a space, without a change of length
SIMPLER: dict[int, str | int] = {
    ord("…"): " ",
    0xA0: " ",
    0x3000: " ",
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
}
SEEN, LEAD = 60, 30  # characters: what a narrow line shows for sure, and what stands before the first mark instead
CHARACTER = regex.compile(r"\X")

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


def pieces_of(text: str, asked: Asked | None) -> tuple[Piece, ...]:
    """`text` in pieces, of which those are marked that say something of what is asked; () for no text."""
    pieces, end = [], 0
    for first, last in _joined(_found(text, asked.wanted) if asked and text else []):
        pieces += [Piece(text[end:first]), Piece(text[first:last], marked=True)]
        end = last
    return tuple(piece for piece in [*pieces, Piece(text[end:])] if piece.text)


def from_the_mark(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces without the beginning of a text whose first mark stands too far behind it to be seen in a line."""
    first, *others = pieces or (Piece(""),)
    if not others or first.marked or len(first.text) <= SEEN:
        return pieces
    _, _, before = first.text[-LEAD:].partition(" ")
    return Piece(f"… {before}"), *others


def _found(text: str, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Where in `text` any of these terms begins and ends."""
    places = list(_words(text))
    words = [word for word, _, _ in places]
    return [
        (places[at][1], places[at + len(term.words) - 1][2])
        for term in wanted
        for at, word in enumerate(words)
        if word.startswith(term.words[0]) and _says(words[at : at + len(term.words)], term)
    ]


def _says(words: Sequence[str], term: Term) -> bool:
    if not term.begins or len(words) < len(term.words):
        return tuple(words) == term.words
    *before, last = term.words
    return words[:-1] == before and words[-1].startswith(last)


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that touch made one."""
    whole: tuple[int, int] | None = None
    for first, last in sorted(spans):
        if whole and first <= whole[1]:
            whole = whole[0], max(whole[1], last)
            continue
        if whole:
            yield whole
        whole = first, last
    if whole:
        yield whole


def _words(text: str) -> Iterator[Place]:
    """The words of `text`, each with where it begins and ends there."""
    simpler = text.translate(SIMPLER)
    plain = folded(simpler)
    if len(plain) == len(simpler) and (text.isascii() or unicodedata.is_normalized("NFKC", simpler)):
        yield from placed(plain)
        return
    plain, origins = _folded_with_origins(text)
    for word, first, last in placed(plain):
        yield word, origins[first][0], origins[last - 1][1]


def _folded_with_origins(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` folded character by character, and for each of what comes of it the span in `text` that it comes of."""
    plain, origins = "", []
    for match in CHARACTER.finditer(text):
        made = folded(match[0])
        plain += made
        origins += [match.span()] * len(made)
    return plain, origins
