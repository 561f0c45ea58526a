"""One row of the log, as the table shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from requestlog.display import Display
from requestlog.models import Request
from requestlog.presenting import figures
from requestlog.presenting.named import Named
from requestlog.presenting.states import Badge, badge_of
from requestlog.presenting.visible import shortened, visible
from requestlog.presenting.whose import whose
from requestlog.querysets import FAILED
from requestlog.ratings import Rating
from requestlog.search.marks import Piece, from_the_mark, pieces_of
from requestlog.search.query import Asked
from requestlog.triage import Triage

PROMPT_CHARACTERS = COMMENT_CHARACTERS = 160
TAG_CHARACTERS = 30
TAGS_SHOWN = LABELS_SHOWN = 3
USUALLY_SHOWN = Display().shown
NOWHERE: Mapping[str, str] = {}
FIGURES: dict[str, Callable[[Request], str]] = {
    "model": lambda entry: visible(entry.model),
    "tokens": lambda entry: figures.count(figures.total_tokens(entry.prompt_tokens, entry.completion_tokens)),
    "cost": lambda entry: figures.money(entry.cost_usd),
    "latency": lambda entry: figures.duration(entry.latency_ms),
    "user": lambda entry: visible(entry.end_user),
    "session": lambda entry: visible(entry.session),
}
TONES = {Rating.NEGATIVE: "bad", Rating.POSITIVE: "good", Rating.AMAZING: "best"}


@dataclass(frozen=True, slots=True)
class Verdict(Named):
    """A vote: its rating, and in a row the start of its comment and its first tags.

    `others` is how many users more have voted on the answer.
    """

    emoji: str
    word: str
    tone: str
    comment: str = ""
    tags: tuple[str, ...] = ()
    hidden_tags: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Mark(Named):
    """What the team says of an answer: a sign, a word beside it, and the whole in words."""

    sign: str
    words: str
    said: str
    tone: str = ""


TRIAGE_MARKS = {
    Triage.LOOKING: Mark("◔", "looking", "The team is looking at it", "live"),
    Triage.RESOLVED: Mark("✓", "resolved", "Resolved by the team"),
    Triage.WONT_FIX: Mark("–", "won’t fix", "The team won’t fix it"),
}


@dataclass(frozen=True, slots=True)
class Moment(Named):
    """A time in UTC, ready to print: for machines, in full, and as a row shows it."""

    iso: str
    full: str
    clock: str
    day: str


@dataclass(frozen=True, slots=True)
class Row(Named):
    """What one row of the table holds; figures are ready to print.

    Texts are in pieces: marked is what a search asked for. `matches_inside` where none of that is shown. Figures that
    the reader does not want are "".
    """

    id: str
    url: str
    at: Moment
    endpoint: str
    prompt: tuple[Piece, ...]
    answer: tuple[Piece, ...]
    comment: tuple[Piece, ...]
    matches_inside: bool
    verdict: Verdict | None
    failure: str
    badge: Badge | None
    marks: tuple[Mark, ...]
    labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    model: str
    tokens: str
    tokens_in_words: str
    cost: str
    latency: str
    user: str
    user_url: str
    session: str
    session_url: str


def row_of(
    entry: Request,
    url: str,
    asked: Asked | None = None,
    labels: Sequence[str] = (),
    *,
    shown: Mapping[str, bool] = USUALLY_SHOWN,
    begin: Mapping[str, str] = NOWHERE,
) -> Row:
    """The row of a `listed` entry `with_latest_vote`; `url` opens it; what is `asked` of its texts is marked.

    `begin` is what `whose.beginnings` says.
    """
    labels = [visible(label) for label in labels]
    verdict = short_verdict(entry)
    texts = [shortened(entry.prompt_preview, PROMPT_CHARACTERS), _answer(entry), verdict.comment if verdict else ""]
    prompt, answer, comment = (from_the_mark(pieces_of(text, asked)) for text in texts)
    failure = str(entry.status) if entry.status >= FAILED else ""
    return Row(
        id=str(entry.id),
        url=url,
        at=moment_of(entry.created_at),
        endpoint=entry.endpoint,
        prompt=prompt,
        answer=answer,
        comment=comment,
        matches_inside=asked is not None and not any(piece.marked for piece in prompt + answer + comment),
        verdict=verdict,
        failure=failure,
        badge=badge_of(entry) or (Badge(failure, "error") if failure and verdict else None),
        marks=tuple(marks_of(entry)),
        labels=tuple(labels[:LABELS_SHOWN]),
        hidden_labels=tuple(labels[LABELS_SHOWN:]),
        **figures_of(entry, shown),
        **whose(entry, begin),
    )


def figures_of(entry: Request, shown: Mapping[str, bool]) -> dict[str, str]:
    """What stands beside a row; a column that is not shown was not read, and to ask for it would read it row by row."""
    words = _tokens_in_words(entry) if shown["tokens"] else ""
    return {"tokens_in_words": words} | {name: say(entry) if shown[name] else "" for name, say in FIGURES.items()}


def _tokens_in_words(entry: Request) -> str:
    return figures.tokens_in_words(entry.prompt_tokens, None, entry.completion_tokens, None)


def moment_of(at: datetime) -> Moment:
    """Printed here: Django's date filter takes longer for the times of a page than the database for its rows."""
    utc = at.astimezone(UTC)
    iso, (weekday, month) = utc.isoformat(timespec="seconds"), f"{utc:%a %b}".split()
    day, clock = f"{utc.day} {month}", iso[11:19]
    return Moment(iso, f"{weekday} {day} {utc.year}, {clock} UTC", clock, day)


def verdict_of(rating: int, **details: Any) -> Verdict:
    rated = Rating(rating)
    return Verdict(emoji=rated.emoji, word=rated.label.capitalize(), tone=TONES[rated], **details)


def short_verdict(entry: Request) -> Verdict | None:
    """The vote on an entry as a row shows it; None for an unrated one."""
    if entry.rating is None:
        return None
    votes: list[Any] = entry.latest_votes  # type: ignore[attr-defined]
    vote = votes[0] if votes else None
    comment, tags, voters = (vote.comment, vote.tags, vote.place) if vote else ("", [], 1)
    shown = [shortened(tag, TAG_CHARACTERS) for tag in tags]
    return verdict_of(
        entry.rating,
        comment=shortened(comment, COMMENT_CHARACTERS),
        tags=tuple(shown[:TAGS_SHOWN]),
        hidden_tags=tuple(shown[TAGS_SHOWN:]),
        others=voters - 1,
    )


def marks_of(entry: Request) -> Iterator[Mark]:
    """What the team has said or done; that it has yet to look at a 👎 needs no mark."""
    if entry.team_rating is not None:
        rated = Rating(entry.team_rating)
        yield Mark(rated.emoji, "team", f"Rated {rated.label} by the team")
    if entry.triage in TRIAGE_MARKS:
        yield TRIAGE_MARKS[Triage(entry.triage)]


def _answer(entry: Request) -> str:
    """The start of the answer; of a failure, its type too where the answer does not begin with it."""
    answer = shortened(entry.answer_preview, PROMPT_CHARACTERS)
    if not entry.error_type or answer.startswith(entry.error_type):
        return answer
    return visible(entry.error_type) + (f" — {answer}" if answer else "")
