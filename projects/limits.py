"""What limits on how long the parts of a log are kept make sense together. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

MOST_DAYS = 36_500
LIMITS = {"keep_bodies_days": "bodies", "keep_requests_days": "requests", "keep_votes_days": "votes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many days each part is kept, None for good; whether what has votes is kept as long as these."""

    keep_bodies_days: int | None
    keep_requests_days: int | None
    keep_votes_days: int | None
    keep_rated: bool

    def of(self, name: str) -> int | None:
        """The days of one of `LIMITS`."""
        days: int | None = getattr(self, name)
        return days

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by name; empty where nothing is."""
        return {name: problem for name in LIMITS if (problem := self._problem_of(name))}

    def _problem_of(self, name: str) -> str:
        days, part = self.of(name), LIMITS[name].capitalize()
        if days is not None and days > MOST_DAYS:
            return f"{part} are kept for at most {MOST_DAYS:,} days; leave it empty to keep them for good."
        if not self._may_outlive(name) and _longer(days, self.keep_requests_days):
            longest = f"{self.keep_requests_days:,}"
            return f"{part} go with their requests, after {longest} days: give {longest} or fewer, or leave it empty."
        return ""

    def _may_outlive(self, name: str) -> bool:
        """Whether a part may be kept longer than requests are: votes, where requests stay for them."""
        return name == "keep_requests_days" or (name == "keep_votes_days" and self.keep_rated)


def _longer(days: int | None, than: int | None) -> bool:
    return days is not None and than is not None and days > than
