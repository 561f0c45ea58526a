"""Text as words, the same for both databases. No Django.

Words are runs of letters, digits and the marks on them, without regard to case and to forms that only look different
(NFKC); an emoji is a word. Nothing is stemmed and no word is left out. Scripts that set no spaces between words are
cut into pairs of characters instead, one beginning at each character, so that any part of a text is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import regex

MOST_CHARACTERS = 64  # of a word: what is longer is known by its beginning
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
PIECE = regex.compile(
    rf"(?V1)(?P<unspaced>[{UNSPACED}][{UNSPACED}\p{{M}}]*)"
    rf"|\p{{Extended_Pictographic}}|[[\p{{L}}\p{{N}}]--[{UNSPACED}]][[\p{{L}}\p{{N}}\p{{M}}]--[{UNSPACED}]]*"
)
ASCII_WORD = re.compile(r"[a-z0-9]+")
UNSEEN = regex.compile(r"[\p{Cf}\uFE00-\uFE0F]+")  # joiners, directions, variants: nobody types them


def folded(text: str) -> str:
    """`text` in the one form in which texts are compared; may be longer or shorter."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return str(UNSEEN.sub("", plain))


def words_of(text: str) -> list[str]:
    """The words of `text` in their order; a word's index is its place."""
    if text.isascii():
        return [word[:MOST_CHARACTERS] for word in ASCII_WORD.findall(text.lower())]
    return [word for word, _, _ in placed(folded(text))]


def placed(plain: str) -> Iterator[tuple[str, int, int]]:
    """The words of a folded text, each with where it begins and ends there."""
    if plain.isascii():
        yield from ((word[0][:MOST_CHARACTERS], *word.span()) for word in ASCII_WORD.finditer(plain))
        return
    for piece in PIECE.finditer(plain):
        start, end = piece.span()
        if piece["unspaced"]:
            yield from ((plain[at : at + 2][: end - at], at, min(at + 2, end)) for at in range(start, end))
        else:
            yield piece[0][:MOST_CHARACTERS], start, end


def asked_words(text: str) -> tuple[list[str], bool]:
    """The words by which `text` is found within a longer one, and whether of the last only the beginning is known."""
    plain = folded(text)
    pieces = list(PIECE.finditer(plain))
    words = [word for word, _, _ in placed(plain)]
    if not pieces or not pieces[-1]["unspaced"]:
        return words, False
    # The text that is looked for may go on behind its last character
    alone = len(pieces[-1][0]) == 1
    return (words, True) if alone else (words[:-1], False)
