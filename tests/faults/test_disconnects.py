"""Clients that hang up at random moments: each call is in the log with what had come, and the upstream is let go."""

from __future__ import annotations

import random

from tests.faults.ledger import Ledger
from tests.faults.sizes import SEED, many
from tests.faults.traffic import Plan, ask_all
from tests.faults.verdict import Verdict
from tests.gateway.site import Site, eventually

DISCONNECTS = many(200, 1000)
MOST_SECONDS = 5  # one is promised; the others are for a machine that does other things too
LONGEST_BYTES = 6_000  # about thirty of the words


def test_it_keeps_what_had_come_and_lets_the_upstream_go(site: Site, audit):
    chance = random.Random(SEED)
    moments = [chance.choice([0, chance.randint(1, LONGEST_BYTES)]) for _ in range(DISCONNECTS)]
    with audit(site) as ledger:
        plans = [Plan(stream=True, words=6_000, pause=0.01, leave_after=after) for after in moments]
        ask_all(ledger, plans, at_once=20)
        eventually(lambda: all(sent.closed_at for sent in seen(ledger)))
    seconds = sorted(sent.closed_at - ledger.heard[name].left_at for name, sent in by_name(ledger).items())
    ledger.figures["upstream closed after, p99"] = f"{seconds[int(len(seconds) * 0.99)]:.2f} s"
    assert seconds[-1] <= MOST_SECONDS
    assert shortened(Verdict(ledger)) == []


def by_name(ledger: Ledger):
    return {name: ledger.sent(name) for name in ledger.heard if ledger.sent(name).arrivals}


def seen(ledger: Ledger):
    return by_name(ledger).values()


def shortened(verdict: Verdict) -> list[str]:
    """The calls of which the log has less than the client."""
    heard = verdict.ledger.heard
    return [name for name, (row, *_) in verdict.rows.items() if len(verdict.text(row).split()) < heard[name].events]
