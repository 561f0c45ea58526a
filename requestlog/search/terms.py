"""What is asked, in the languages of the databases. No Django.

Words hold letters, digits, marks and emoji alone, so that none of them has to be escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from requestlog.search.query import Asked, Term


def tsquery(asked: Asked) -> str:
    """As PostgreSQL's `tsquery`."""
    return " & ".join([*map(_lexemes, asked.wanted), *("!" + _lexemes(term) for term in asked.unwanted)])


def _lexemes(term: Term) -> str:
    following = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({following}{':*' if term.begins else ''})"


def fts5(asked: Asked) -> str:
    """As a query of SQLite's FTS5."""
    wanted = " AND ".join(map(_tokens, asked.wanted))
    return f"({wanted}) NOT ({' OR '.join(map(_tokens, asked.unwanted))})" if asked.unwanted else wanted


def _tokens(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'


def parts(terms: Iterable[Term]) -> list[str]:
    """The pieces of a text of words between spaces, the longest first: it is the one most likely to miss."""
    return sorted((f" {' '.join(term.words)}{'' if term.begins else ' '}" for term in terms), key=len, reverse=True)
