"""Filters that say themselves in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from requestlog.filter_votes import NOBODY
from requestlog.models import State
from requestlog.moments import read_when, span
from requestlog.ratings import RATINGS
from requestlog.triage import STATUSES


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of one filter, in words, and the query string without it."""

    parameter: str
    value: str
    text: str
    query_without: str


def rating_in_words(word: str) -> str:
    return f"rated {RATINGS[word].emoji} {word}" if word in RATINGS else word


def team_in_words(word: str) -> str:
    return f"{rating_in_words(word) if word != 'unrated' else 'not rated'} by the team"


def triage_in_words(word: str) -> str:
    status = STATUSES.get(word)
    return f"triage: {status.label.lower()}" if status else "waiting for the team"


def assignee_in_words(username: str) -> str:
    return "assigned to nobody" if username == NOBODY else f"assigned to {username}"


def status_in_words(word: str) -> str:
    return {"ok": "succeeded", "error": "failed"}.get(word, f"status {word}")


def state_in_words(value: str) -> str:
    return State(value).label.lower() if value in State.values else value


def since_in_words(text: str) -> str:
    when = read_when(text)
    return f"since {text}" if when.in_words == text else f"in the last {span(text)}"


def until_in_words(text: str) -> str:
    return f"until {read_when(text).in_words}"


def query_in_words(text: str) -> str:
    """Within quotation marks, unless it has some."""
    return f"containing {text}" if set(text) & set('"“”') else f"containing “{text}”"


IN_WORDS: dict[str, Callable[[str], str]] = {
    "rating": rating_in_words,
    "comment": {"yes": "with a comment", "no": "without a comment"}.__getitem__,
    "tag": "tagged {}".format,
    "label": "labelled {}".format,
    "reason": "reason {}".format,
    "submitter": "voter {}".format,
    "correction": {"yes": "with a correction", "no": "without a correction"}.__getitem__,
    "team": team_in_words,
    "triage": triage_in_words,
    "assignee": assignee_in_words,
    "q": query_in_words,
    "model": "model {}".format,
    "endpoint": "endpoint {}".format,
    "meta": "with {}".format,
    "status": status_in_words,
    "state": state_in_words,
    "user": "user {}".format,
    "session": "session {}".format,
    "since": since_in_words,
    "until": until_in_words,
}
