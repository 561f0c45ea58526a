"""What is to be stored when: the hours of the month cut into batches of about as many calls. No database."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from math import ceil
from random import Random

from feedback.demo.moments import hours, spread

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What one project is to get, like `rendered` calls that are made first; every process that helps knows it."""

    project_id: int
    seed: int
    now: datetime
    days: int
    requests: int
    rendered: int
    searched: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many calls between two moments of one hour."""

    start: datetime
    end: datetime
    calls: int


def tasks(plans: Sequence[Plan]) -> Iterator[tuple[int, list[Stretch]]]:
    """The batches of several plans in time order, each with its plan's place among them."""
    placed = (zip(repeat(place), batches(plan)) for place, plan in enumerate(plans))
    return heapq.merge(*placed, key=lambda task: task[1][0].start)


def batches(plan: Plan) -> Iterator[list[Stretch]]:
    """All calls of the plan in time order, at most `BATCH` together."""
    batch: list[Stretch] = []
    for stretch in _stretches(plan):
        if batch and sum(each.calls for each in batch) + stretch.calls > BATCH:
            yield batch
            batch = []
        batch.append(stretch)
    yield batch


def _stretches(plan: Plan) -> Iterator[Stretch]:
    rng = Random(f"{plan.seed} fast")  # noqa: S311
    span = hours(Random(f"{plan.seed} month"), plan.now, plan.days)  # noqa: S311
    for start, end, calls in spread(rng, span, plan.requests):
        parts = ceil(calls / BATCH)
        for part in range(parts):
            since, until = (start + (end - start) * edge / parts for edge in (part, part + 1))
            yield Stretch(since, until, calls * (part + 1) // parts - calls * part // parts)
