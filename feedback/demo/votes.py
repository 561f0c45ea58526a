"""Who votes, how, and with which words: always such that it fits the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from feedback.demo.texts import Intent, Remark

NEGATIVE, POSITIVE, AMAZING = "negative", "positive", "amazing"
CHANCE = {"good": 0.112, "flawed": 0.3, "cut": 0.17}
SAYS = {NEGATIVE: 0.62, POSITIVE: 0.3, AMAZING: 0.6}
SLOW_MS = 22_000
CUT = (
    Remark("stopped in the middle", ("cut-off",)),
    Remark("the answer is cut", ("cut-off",)),
    Remark("", ("cut-off",)),
)
SILENT = Remark("", ())


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it stands; `rating` is the API's word, `by` a name of the team, "" for a user's vote.

    One that says so only since `changed_at` was first no more than the rating `first`.
    """

    rating: str
    comment: str
    tags: tuple[str, ...]
    created_at: datetime
    reasons: tuple[str, ...] = ()
    correction: str = ""
    submitter: str = ""
    by: str = ""
    first: str = ""
    changed_at: datetime | None = None

    @property
    def since(self) -> datetime:
        return self.changed_at or self.created_at


@dataclass(frozen=True, slots=True)
class Review:
    """What the team made of a 👎; `status` is a word of `requestlog.triage`."""

    status: str
    at: datetime
    by: str
    assignee: str
    note: str
    correction: str


def verdict(rng: Random, intent: Intent, ask: int, flaw: Remark | None, latency_ms: int) -> tuple[str, Remark] | None:
    """The rating of an answer and what is said with it; None where nobody votes, as mostly."""
    if intent.silent or rng.random() > CHANCE["flawed" if flaw else "good"]:
        return None
    if flaw:
        return NEGATIVE, _said(rng, NEGATIVE, flaw)
    if latency_ms > SLOW_MS and rng.random() < 0.5:
        return NEGATIVE, Remark(f"took {latency_ms // 1000} seconds", ("latency",))
    return _pleased(rng, intent, ask)


def on_cut(rng: Random) -> tuple[str, Remark] | None:
    """The same for an answer that broke off."""
    return (NEGATIVE, rng.choice(CUT)) if rng.random() < CHANCE["cut"] else None


def _pleased(rng: Random, intent: Intent, ask: int) -> tuple[str, Remark]:
    if rng.random() < 0.02:
        return NEGATIVE, SILENT
    loved = [remark for remark in intent.loved if remark.ask in (None, ask)]
    if loved and rng.random() < 0.3 * intent.ease:
        return AMAZING, _said(rng, AMAZING, rng.choice(loved))
    liked = [remark for remark in intent.liked if remark.ask in (None, ask)]
    return POSITIVE, _said(rng, POSITIVE, rng.choice(liked or [SILENT]))


def _said(rng: Random, rating: str, remark: Remark) -> Remark:
    """`remark`, or only its tags, or nothing: most people just press the button."""
    if rng.random() < SAYS[rating]:
        return remark
    return Remark("", remark.tags) if rng.random() < 0.3 else SILENT
