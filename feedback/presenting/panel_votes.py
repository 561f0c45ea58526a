"""Votes on one answer as its page shows them, each with what it said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from feedback.models import Feedback, PastVote, Said, Source
from requestlog.models import Request
from requestlog.presenting import figures
from requestlog.presenting.bodies import shown
from requestlog.presenting.rows import Verdict, verdict_of
from requestlog.presenting.visible import visible

# Of what is no longer said, the start tells enough
PAST_CHARACTERS = 5_000
LONGEST = 20_000
CALM_CHARACTERS, CALM_LINES = 1_000, 12
Voter = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Who:
    """Who votes; `name` is "" for the anonymous, `url` leads to the log of this submitter's votes."""

    name: str
    url: str = ""
    is_reader: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """What somebody wrote, visible; `scrolls` where it would push the rest of the page away.

    `left_out` is the number of characters that are not shown, "" for none.
    """

    text: str
    scrolls: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a vote says."""

    verdict: Verdict
    reasons: tuple[str, ...]
    comment: Prose
    correction: Prose


@dataclass(frozen=True, slots=True)
class Once:
    """What a vote said until `at`, and how that ended."""

    said: Saying
    at: datetime
    after: str
    ended: str
    by: str


@dataclass(frozen=True, slots=True)
class Past:
    """The history of one voter, latest first; `words` say how much of it there is."""

    words: str
    steps: Sequence[Once]


@dataclass(frozen=True, slots=True)
class ShownVote:
    """A vote that stands, or, where `said` is None, one that was withdrawn; `after` is since the answer."""

    who: Who
    said: Saying | None
    at: datetime
    after: str
    past: Past | None
    counts: bool = False


Name = Callable[[Feedback | PastVote], Who]


def shown_votes(entry: Request, votes: Iterable[Feedback], past: Mapping[Voter, Past], name: Name) -> list[ShownVote]:
    """Votes that stand, in their order; where there are several, the first counts for the answer."""
    votes = list(votes)
    return [
        ShownVote(
            who=name(vote),
            said=saying(vote),
            at=vote.updated_at,
            after=after(entry, vote.updated_at),
            past=past.get(voter_of(vote)),
            counts=place == 0 and len(votes) > 1 and vote.source == Source.USER,
        )
        for place, vote in enumerate(votes)
    ]


def withdrawn_votes(
    votes: Sequence[Feedback], rows: Sequence[PastVote], past: Mapping[Voter, Past], name: Name
) -> list[ShownVote]:
    """The voters of `rows` whose vote does not stand any more, the latest first."""
    standing = {voter_of(vote) for vote in votes}
    last: dict[Voter, PastVote] = {}
    for row in rows:
        last.setdefault(voter_of(row), row)
    return [
        ShownVote(who=name(row), said=None, at=row.ended_at, after=past[voter].steps[0].after, past=past[voter])
        for voter, row in last.items()
        if voter not in standing and row.ended_as == PastVote.End.WITHDRAWN
    ]


def pasts(entry: Request, rows: Sequence[PastVote]) -> dict[Voter, Past]:
    """The history of each voter out of rows that come latest first."""
    ordered = groupby(sorted(rows, key=voter_of), key=voter_of)
    return {voter: _past(entry, list(of_voter)) for voter, of_voter in ordered}


def saying(said: Said, most: int = LONGEST) -> Saying:
    """What `said` says, each text cut to `most` characters."""
    return Saying(
        verdict=verdict_of(said.rating, comment=said.comment, tags=tuple(map(visible, said.tags))),
        reasons=tuple(map(visible, said.reasons)),
        comment=_prose(said.comment, most),
        correction=_prose(said.correction, most),
    )


def after(entry: Request, at: datetime) -> str:
    """How long after the answer."""
    answered = entry.created_at + timedelta(milliseconds=entry.latency_ms or 0)
    return figures.after((at - answered).total_seconds())


def voter_of(row: Feedback | PastVote) -> Voter:
    return row.source, row.submitter


def _past(entry: Request, rows: Sequence[PastVote]) -> Past:
    ends = [row.ended_as for row in rows]
    words = [_times(end, ends.count(end)) for end in PastVote.End if end in ends]
    return Past(", ".join(words), [_once(entry, row) for row in rows])


def _once(entry: Request, row: PastVote) -> Once:
    return Once(
        said=saying(row, PAST_CHARACTERS),
        at=row.ended_at,
        after=after(entry, row.ended_at),
        ended=PastVote.End(row.ended_as).label,
        by=visible(row.ended_by),
    )


def _prose(text: str, most: int) -> Prose:
    start = shown(text, most)
    scrolls = len(start.text) > CALM_CHARACTERS or start.text.count("\n") > CALM_LINES
    return Prose(start.text, scrolls, f"{start.left_out:,}" if start.left_out else "")


def _times(end: PastVote.End, number: int) -> str:
    """changed once, changed 2 times, withdrawn, withdrawn 2 times"""
    if number > 1:
        return f"{end.label} {number} times"
    return f"{end.label} once" if end == PastVote.End.CHANGED else end.label
