"""What became of an attempt, in words that say what to do. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Verdict(Enum):
    """ARRIVED: done. AGAIN: later. AWAY: later, and whatever else goes there can wait too. GONE: never again.

    UNSENT: no attempt was made, for the receiver was found to be away. OVER: not to be sent at all.
    """

    ARRIVED = "arrived"
    AGAIN = "again"
    AWAY = "away"
    GONE = "gone"
    UNSENT = "unsent"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is the receiver's, where there was an answer; `asked` is how long it wants to be left alone."""

    verdict: Verdict
    words: str = ""
    status: int | None = None
    asked: timedelta | None = None


UNSENT = Outcome(Verdict.UNSENT, "Waits for a receiver that did not take the ones before.")
DISABLED = Outcome(Verdict.OVER, "Not sent: the webhook is off. Turn it on, then send this again.")

ADVICE = {
    400: "The receiver does not understand it; see what it expects.",
    401: "The receiver wants to know who calls; let it accept calls without credentials and check the signature.",
    403: "The receiver or a firewall before it refuses; see its access rules.",
    404: "There is nothing at this URL; check it.",
    405: "This URL takes no POST; check it.",
    408: "The receiver was too slow.",
    410: "Gone: the webhook was turned off.",
    413: "The receiver takes no body of this size; raise its limit.",
    429: "The receiver is called too often; it is given time.",
}


def of_answer(status: int, asked: timedelta | None) -> Outcome:
    """What an answer of `status` means; only 2xx is an arrival."""
    if 200 <= status < 300:
        return Outcome(Verdict.ARRIVED, status=status)
    words = f"Answered {status}. {advice(status)}"
    if status == 410:
        return Outcome(Verdict.GONE, words, status)
    if status in (429, 503):
        return Outcome(Verdict.AWAY, words, status, asked)
    return Outcome(Verdict.AGAIN, words, status)


def advice(status: int) -> str:
    """What to do about an answer that is no arrival."""
    if 300 <= status < 400:
        return "Redirects are not followed; give the URL that it leads to."
    return ADVICE.get(
        status, "The receiver failed; see its log." if status >= 500 else "See what the receiver expects."
    )


def away(words: str) -> Outcome:
    return Outcome(Verdict.AWAY, words)
