"""What rooms above count of a day beside `Day`: in the same transaction, so that both are of the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

_counters: list[Counter] = []


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of the roll-up that is not the log's; None where one of them has no such group."""

    group: str
    figure: str
    rolled_up: Any
    counted: Any


class Counter(Protocol):
    """Counts a day of a project out of the log; both are called in a transaction that no other counter is in."""

    def recount(self, project_id: int, day: date) -> None:
        """Stores the day's numbers in place of those before."""

    def compare(self, project_id: int, day: date) -> list[Difference]:
        """What is stored otherwise than the log has it."""


def count_beside(counter: Counter) -> None:
    """Has `counter` called for every day that is counted; to be said once, when its app is ready."""
    _counters.append(counter)


def beside() -> tuple[Counter, ...]:
    return tuple(_counters)
