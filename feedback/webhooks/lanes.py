"""Several letters to one receiver, some at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from feedback.webhooks.outcomes import UNSENT, Outcome, Verdict

LANES = 4
Item = TypeVar("Item")


async def in_turn(items: Sequence[Item], attempt: Callable[[Item], Awaitable[Outcome]]) -> list[Outcome]:
    """One outcome each, in order. Once the receiver is found to be away, the rest is left unsent."""
    outcomes: list[Outcome] = []
    for start in range(0, len(items), LANES):
        some = items[start : start + LANES]
        if any(outcome.verdict is Verdict.AWAY for outcome in outcomes):
            outcomes += [UNSENT] * len(some)
        else:
            outcomes += await asyncio.gather(*(attempt(item) for item in some))
    return outcomes
