"""How a call ended, in a sign, a few words and one sentence; a call that is complete needs none."""

from __future__ import annotations

from dataclasses import dataclass

from requestlog.models import Request, State
from requestlog.presenting.named import Named


@dataclass(frozen=True, slots=True)
class Badge(Named):
    """A short word on how a call ended; `tone` is a class of the style sheet: error, warn or live.

    `sign` is a picture for those who see, `sentence` explains the words.
    """

    words: str
    tone: str
    sign: str = ""
    sentence: str = ""


BADGES = {
    State.STARTED: Badge("in flight", "live", "⏳", "The answer has not arrived yet. Reload to look again."),
    State.CLIENT_CLOSED: Badge(
        "client went away",
        "warn",
        "🚪",
        "The client hung up, or stopped reading, before the answer was over: this is what had come by then.",
    ),
    State.UPSTREAM_ERROR: Badge(
        "upstream failed",
        "error",
        "🔌",
        "The upstream could not be reached, broke off or fell silent: this is what had come by then.",
    ),
    State.INTERRUPTED: Badge(
        "interrupted",
        "warn",
        "✂️",
        "The gateway was stopped in the middle of this call: this is what had come by then.",
    ),
}


def badge_of(entry: Request) -> Badge | None:
    """How a call ended, where it did not simply end."""
    return BADGES.get(State(entry.state))
