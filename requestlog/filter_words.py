"""Filters that say themselves in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from requestlog.models import State
from requestlog.moments import read_when, span
from requestlog.ratings import RATINGS


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of one filter, in words, and the query string without it."""

    parameter: str
    value: str
    text: str
    query_without: str


def rating_in_words(word: str) -> str:
    return f"rated {RATINGS[word].emoji} {word}" if word in RATINGS else word


def status_in_words(word: str) -> str:
    return {"ok": "succeeded", "error": "failed"}.get(word, f"status {word}")


def state_in_words(value: str) -> str:
    return State(value).label.lower() if value in State.values else value


def since_in_words(text: str) -> str:
    when = read_when(text)
    return f"since {text}" if when.in_words == text else f"in the last {span(text)}"


def until_in_words(text: str) -> str:
    return f"until {read_when(text).in_words}"


IN_WORDS: dict[str, Callable[[str], str]] = {
    "rating": rating_in_words,
    "comment": {"yes": "with a comment", "no": "without a comment"}.__getitem__,
    "q": "containing “{}”".format,
    "model": "model {}".format,
    "status": status_in_words,
    "state": state_in_words,
    "tag": "tagged {}".format,
    "user": "user {}".format,
    "session": "session {}".format,
    "since": since_in_words,
    "until": until_in_words,
}
