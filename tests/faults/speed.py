"""How long calls took, for comparison within one run."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.ledger import Heard, Ledger
from tests.faults.traffic import Plan, clients


@dataclass(frozen=True)
class Speed:
    """Milliseconds."""

    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p50:.0f}/{self.p99:.0f} ms"

    def is_like(self, other: Speed) -> bool:
        """Whether nobody waits: generous, as the machine has other work too, but less than what a database that hangs
        is waited for, two seconds."""
        return self.p50 <= 5 * other.p50 + 50 and self.p99 <= 5 * other.p99 + 1_500


def speed(seconds: Sequence[float]) -> Speed:
    cuts = statistics.quantiles(seconds, n=100)
    return Speed(cuts[49] * 1000, cuts[98] * 1000)


def speed_of_calls(ledger: Ledger, seconds: float) -> Speed:
    """Of whole calls, one after the other, for so long; each must be answered."""
    with clients(ledger, Plan()) as load:
        threading.Event().wait(seconds)
    return speed([answered(heard) for heard in load.heard])


def answered(heard: Heard) -> float:
    assert heard.status == 200, heard
    return heard.seconds
