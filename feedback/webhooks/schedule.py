"""When a delivery that failed is tried again. Plain Python: clock and chance come from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

GIVEN_UP_AFTER = timedelta(hours=24)
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800))
# Up to so much of a delay is added by chance, so that what failed together does not come back together
SPREAD = 0.2
LONGEST_ASKED = timedelta(minutes=5)


def next_try(
    *, began: datetime, attempts: int, now: datetime, chance: float, asked: timedelta | None = None
) -> datetime | None:
    """The moment of the attempt after `attempts` (at least one) failed ones; None when it is given up.

    `chance` is from 0 to 1; `asked` is how long the receiver wants to be left alone, heard within bounds. The last
    attempt is made when the time is over, and not later.
    """
    end = began + GIVEN_UP_AFTER
    if now >= end:
        return None
    delay = DELAYS[min(attempts, len(DELAYS)) - 1] * (1 + SPREAD * chance)
    return min(now + max(delay, min(asked or delay, LONGEST_ASKED)), end)


def asked_for(retry_after: str, now: datetime) -> timedelta | None:
    """How long a `Retry-After` header (RFC 9110, section 10.2.3) asks to wait; None where it says nothing of use."""
    if retry_after.isascii() and retry_after.isdigit():
        return min(timedelta(seconds=int(retry_after[:9])), LONGEST_ASKED)
    try:
        return max(parsedate_to_datetime(retry_after) - now, timedelta())
    except (TypeError, ValueError, OverflowError):
        return None
