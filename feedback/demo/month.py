"""The whole month, conversation by conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from uuid import UUID

from feedback.demo import bodies
from feedback.demo.conversation import CALL_AND_PAUSE, tell
from feedback.demo.engines import EMBEDDING, engine
from feedback.demo.exchanges import Exchange, Scene, embedded
from feedback.demo.moments import Hours, hours, moments
from feedback.demo.people import Person, person, slots
from feedback.demo.texts import Intent, intents
from requestlog.ids import new_id

LENGTHS, LENGTH_WEIGHTS = (1, 2, 3, 4, 5, 6, 8), (34, 26, 18, 10, 6, 4, 2)
CALLS_A_PERSON = 11
EMBEDDED, RESPONSES = 0.14, 0.3
RELEASE_DAYS = 8
RELEASE_RISK = (1.0, 1.45, 1.05, 0.7)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Calls of one person in time order, the assistant's release, and whether much went wrong in that hour."""

    calls: tuple[Exchange, ...]
    release: str
    incident: bool


def month(
    *,
    seed: int,
    now: datetime,
    days: int,
    requests: int,
    project_id: int,
    id_of: Callable[[datetime], UUID] = new_id,
) -> Iterator[Exchange]:
    """Exactly `requests` calls of the `days` before `now`, conversations in time order, nothing after `now`.

    The same arguments give the same month; the ids are as `id_of` makes them.
    """
    told = conversations(seed=seed, now=now, days=days, requests=requests, project_id=project_id, id_of=id_of)
    return chain.from_iterable(each.calls for each in told)


def conversations(
    *,
    seed: int,
    now: datetime,
    days: int,
    requests: int,
    project_id: int,
    id_of: Callable[[datetime], UUID] = new_id,
) -> Iterator[Conversation]:
    """The same, conversation by conversation."""
    rng = Random(f"{seed} month")  # noqa: S311
    span = hours(rng, now, days)
    lengths = _lengths(rng, requests)
    people = max(requests // CALLS_A_PERSON, 3)
    for number, (length, at) in enumerate(zip(lengths, moments(rng, span, len(lengths)), strict=True)):
        own = Random(f"{seed} conversation {number}")  # noqa: S311
        who = person(seed, int(people * own.random() ** 2.5))
        start = max(min(at, now - CALL_AND_PAUSE * length), span.starts[0])
        yield _conversation(own, span, who, start, length, project_id, id_of)


def _conversation(
    rng: Random, span: Hours, who: Person, at: datetime, length: int, project_id: int, id_of: Callable[[datetime], UUID]
) -> Conversation:
    scene = _scene(rng, span, who, at, length, project_id, id_of)
    calls = [embedded(scene, at)] if scene.endpoint == bodies.EMBEDDINGS else tell(scene, at, length)
    return Conversation(tuple(calls), scene.release, scene.incident)


def _scene(
    rng: Random, span: Hours, who: Person, at: datetime, length: int, project_id: int, id_of: Callable[[datetime], UUID]
) -> Scene:
    embeds = length == 1 and rng.random() < EMBEDDED
    of = EMBEDDING if embeds else engine(rng)
    responds = of.model == "gpt-5" and rng.random() < RESPONSES
    endpoint = bodies.EMBEDDINGS if embeds else bodies.RESPONSES if responds else bodies.CHAT
    release, risk = released(span, at)
    return Scene(
        rng=rng,
        now=span.now,
        project_id=project_id,
        id_of=id_of,
        who=who,
        slots=slots(rng, who, at),
        intents=_subjects(rng, who.language),
        engine=of,
        release=release,
        risk=risk,
        incident=span.incident(at),
        session="" if embeds else f"s-{rng.getrandbits(48):012x}",
        endpoint=endpoint,
        streams=rng.random() < of.streams,
        tools=endpoint == bodies.CHAT and length > 1,
    )


def _lengths(rng: Random, requests: int) -> list[int]:
    """Lengths of conversations that make `requests` calls together."""
    lengths: list[int] = []
    left = requests
    while left:
        lengths.append(min(rng.choices(LENGTHS, LENGTH_WEIGHTS)[0], left))
        left -= lengths[-1]
    return lengths


def _subjects(rng: Random, language: str) -> tuple[Intent, ...]:
    known = [intent for intent in intents() if intent.language == language]
    return tuple(chain(rng.sample(known, min(len(known), 3))))


def released(span: Hours, at: datetime) -> tuple[str, float]:
    """The assistant's release at `at`, and how risky its answers are against the first one's."""
    place = (at - span.starts[0]) // timedelta(days=RELEASE_DAYS)
    return f"2026.{place + 1}", RELEASE_RISK[place % len(RELEASE_RISK)]
