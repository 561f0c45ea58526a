"""What a person asks of search: words, "phrases", -exclusions, beginnings*. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from requestlog.search.words import asked_words

QUOTES = str.maketrans("“”„‟", '""""')
PLAIN = str.maketrans('"“”„‟*', "      ")
TERM = re.compile(r'(?<!\S)(?P<without>-)?"(?P<phrase>[^"]*)"(?P<begins>\*)?|(?<!\S)(?P<not>-(?!-))?(?P<plain>\S+)|\S+')

NOTHING = "Give a word to look for: there is no letter or digit in this."
ONLY_EXCLUSIONS = "Give a word to look for besides what is left out."


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; of the last, only the beginning where `begins`."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text must hold, all of it, and what it must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()


def read_query(text: str) -> Asked:
    """What `text` asks for; raises `ValueError` with a sentence for people where that is nothing."""
    terms = list(_terms(text.translate(QUOTES)))
    wanted = tuple(dict.fromkeys(term for without, term in terms if not without))
    unwanted = tuple(dict.fromkeys(term for without, term in terms if without))
    if not wanted:
        raise ValueError(ONLY_EXCLUSIONS if unwanted else NOTHING)
    return Asked(wanted, unwanted)


def phrase(text: str) -> str:
    """The query that finds `text` word by word; what ends in "…" is the beginning of what is looked for."""
    whole = text.removesuffix("…")
    return f'"{whole.translate(PLAIN)}"{"" if whole == text else "*"}'


def _terms(text: str) -> Iterator[tuple[bool, Term]]:
    """Each term, and whether it is to be left out."""
    for match in TERM.finditer(text):
        said = match["phrase"] if match["phrase"] is not None else match["plain"] or match[0]
        words, begins = asked_words(said)
        if words:
            starred = bool(match["begins"]) or said.endswith("*")
            yield bool(match["without"] or match["not"]), Term(tuple(words), begins or starred)
