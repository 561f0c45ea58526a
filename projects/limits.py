"""What limits on how long the parts of a log are kept make sense together. Plain Python."""

from __future__ import annotations

MOST_DAYS = 36_500
LIMITS = {"keep_bodies_days": "bodies", "keep_requests_days": "requests", "keep_votes_days": "votes"}


def problems_of(
    *, keep_bodies_days: int | None, keep_requests_days: int | None, keep_votes_days: int | None, keep_rated: bool
) -> dict[str, str]:
    """What is wrong with limits in days, None for good, by name; empty where nothing is."""
    days = {
        "keep_bodies_days": keep_bodies_days,
        "keep_requests_days": keep_requests_days,
        "keep_votes_days": keep_votes_days,
    }
    long = {name: _too_long(number) for name, number in days.items() if number is not None and number > MOST_DAYS}
    outlive = ["keep_bodies_days"] if keep_rated else ["keep_bodies_days", "keep_votes_days"]
    return {
        name: _outlives(name, keep_requests_days) for name in outlive if _longer(days[name], keep_requests_days)
    } | long


def _too_long(days: int) -> str:
    return f"At most {MOST_DAYS:,} days, these are {days:,}; leave it empty to keep them for good."


def _longer(days: int | None, than: int | None) -> bool:
    return days is not None and than is not None and days > than


def _outlives(name: str, days: int | None) -> str:
    part = LIMITS[name].capitalize()
    return f"{part} go with their requests, after {days:,} days: give {days:,} or fewer, or leave it empty."
