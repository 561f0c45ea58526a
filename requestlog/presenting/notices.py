"""What a reader should know before the conversation: that a call did not simply end, and why a body is missing."""

from __future__ import annotations

from dataclasses import dataclass

from requestlog.models import Request
from requestlog.presenting.states import Badge, badge_of

TRUNCATED = "gptboost_truncated"
BODIES = "gptboost_bodies"
CUT = {
    "request": "The request was longer than is kept: its end is missing here. It went upstream whole.",
    "response": "The answer was longer than is kept: its end is missing here. It went to the client whole.",
    "both": "Request and answer were longer than is kept: their ends are missing here. They were passed on whole.",
}
WITHOUT = {
    "dropped": "The bodies of this call were not kept, for the spool was at its limit. Its facts are all here.",
    "not_kept": "The bodies of this call were not kept, as the project or the call asked. Its facts are all here.",
    "redacted": "The answer was not kept, for it spells out a credential of the call over several pieces.",
    "damaged": "The bodies of this call could not be read any more: the spool's file was damaged.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the conversation; `tone` is a class of the style sheet, `badge` the state that it explains."""

    sentence: str
    tone: str = ""
    badge: Badge | None = None


def notices_of(entry: Request, *, gone_after: int | None = None) -> list[Notice]:
    """Why this page may not show all that one would expect; most calls need no notice.

    `gone_after` is for how many days the project keeps bodies, where those of this call are gone.
    """
    state = badge_of(entry)
    ended = Notice(state.sentence, badge=state) if state else None
    found = [ended, _notice(entry, TRUNCATED, CUT), _notice(entry, BODIES, WITHOUT) or _gone(gone_after)]
    return [notice for notice in found if notice]


def bodies_are_explained(entry: Request, *, gone_after: int | None = None) -> bool:
    """Whether a notice says why there are no bodies, so that the page need not wonder."""
    return (_notice(entry, BODIES, WITHOUT) or _gone(gone_after)) is not None


def _gone(after: int | None) -> Notice | None:
    if after is None:
        return None
    days = "1 day" if after == 1 else f"{after:,} days"
    return Notice(f"This project keeps bodies for {days}: those of this call are gone. Its facts are all here.", "warn")


def _notice(entry: Request, name: str, sentences: dict[str, str]) -> Notice | None:
    value = entry.metadata.get(name) if isinstance(entry.metadata, dict) else None
    return Notice(sentences[value], "warn") if isinstance(value, str) and value in sentences else None
