"""One more conversation like one that was rendered: another user, other numbers, at another time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from feedback.demo.exchanges import PREFIX, digest
from feedback.demo.fast.planning import Plan, Stretch
from feedback.demo.fast.samples import Pattern, Patterns, Sample
from feedback.demo.month import CALLS_A_PERSON
from requestlog.ids import new_id

NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Like:
    """A conversation as it is told again; `texts` are what changes in it, before and after."""

    user: str
    session: str
    texts: list[tuple[str, str]]

    def said(self, text: str) -> str:
        for before, after in self.texts:
            text = text.replace(before, after)
        return text

    def packed(self, body: bytes, *own: tuple[str, str]) -> bytes:
        for before, after in (*self.texts, *own):
            body = body.replace(before.encode(), after.encode())
        return body


@dataclass(frozen=True, slots=True)
class Retold:
    """A call of a conversation like another, with ids of its own."""

    sample: Sample
    of: Like
    at: datetime
    id: UUID
    message_id: str
    upstream_id: str
    faster: float

    @property
    def later(self) -> timedelta:
        """By how much it is later than the call that was rendered."""
        return self.at - self.sample.exchange.call.started_at


def retold(plan: Plan, patterns: Patterns, stretch: Stretch) -> list[Retold]:
    """Exactly so many calls as the stretch wants, in time order, nothing after the plan's now."""
    rng = Random(f"{plan.seed} from {stretch.start}")  # noqa: S311
    clones = max(plan.requests // CALLS_A_PERSON // patterns.people, 1)
    begun = islice(_calls(rng, patterns, stretch, plan.now, clones), stretch.calls)
    return [_retold(rng, *each) for each in sorted(begun, key=lambda each: each[0])]


def _calls(
    rng: Random, patterns: Patterns, stretch: Stretch, now: datetime, clones: int
) -> Iterator[tuple[datetime, int, Sample, Like]]:
    """Calls of conversations without end, and a number to tell two of one moment apart."""
    fitting, length, number = patterns.at(stretch.start), stretch.end - stretch.start, 0
    while True:
        pattern = rng.choice(fitting)
        at, told = min(stretch.start + length * rng.random(), now - pattern.lasts), like(pattern, rng, clones)
        for sample in pattern.calls:
            number += 1
            yield at + sample.after, number, sample, told


def like(pattern: Pattern, rng: Random, clones: int) -> Like:
    """One of the `clones` of the pattern's person, of whom the first come most often, asks much the same."""
    name, sign, host = pattern.user.partition("@")
    user = f"{name}{int(clones * rng.random() ** 2.5) or ''}{sign}{host}"
    numbers = [(old, NUMBER.sub(lambda digits: _digits(rng, len(digits[0])), old)) for old in pattern.numbers]
    session = f"s-{rng.getrandbits(48):012x}" if pattern.calls[0].exchange.call.session else ""
    return Like(user, session, [(pattern.user, user), *numbers])


def _digits(rng: Random, size: int) -> str:
    return str(rng.randrange(10 ** (size - 1), 10**size))


def _retold(rng: Random, at: datetime, _: int, sample: Sample, of: Like) -> Retold:
    id = new_id(at)
    message = sample.exchange.message_id and PREFIX[sample.exchange.call.endpoint] + digest(id, b"message")
    return Retold(sample, of, at, id, message, f"req_{digest(id, b'upstream')}", rng.uniform(0.86, 1))
