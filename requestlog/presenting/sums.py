"""The sums of a session or a person in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from requestlog.presenting import figures
from requestlog.presenting.rows import Moment, Verdict, moment_of, verdict_of
from requestlog.summing import Sums


@dataclass(frozen=True, slots=True)
class SumsInWords:
    """What the head of a page says; `more` where these are the sums of the newest rows alone."""

    requests: str
    first: Moment
    last: Moment
    lasted: str
    failed: str
    tokens: str
    cost: str
    votes: Sequence[tuple[Verdict, int]]
    liked: int
    rated: int
    more: bool


def in_words(sums: Sums) -> SumsInWords:
    number, seconds = str(sums.requests), (sums.last - sums.first).total_seconds()
    return SumsInWords(
        requests=f"{number} request" + ("" if number == "1" else "s"),
        first=moment_of(sums.first),
        last=moment_of(sums.last),
        lasted=figures.duration(seconds * 1000) if seconds >= 1 else "",
        failed=f"{sums.failed:,} failed" if sums.failed else "",
        tokens=figures.tokens_in_words(sums.prompt_tokens, None, sums.completion_tokens, None),
        cost=figures.money(sums.cost),
        votes=[(verdict_of(rating), number) for rating, number in sums.ratings.items() if number],
        liked=sums.liked,
        rated=sums.rated,
        more=sums.requests.capped,
    )
