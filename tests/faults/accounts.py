"""The end of every run: the recorder catches up, the ledgers and the database agree, and the spool's counts add up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.ledger import Ledger
from tests.faults.numbered import NumberedUpstream
from tests.faults.verdict import Verdict
from tests.gateway.site import Site

PATIENCE_SECONDS = 60
PARTS = ("stored", "in_flight", "waiting", "refused", "dropped")
Stats = dict[str, int]


@contextmanager
def audited(site: Site, upstream: NumberedUpstream) -> Iterator[Ledger]:
    """A run: what its block does with the ledger's site is held against the database afterwards."""
    ledger, before = Ledger(site, upstream), settled(site)
    yield ledger
    began = time.monotonic()
    now, verdict = caught_up(ledger, before)
    ledger.figures |= figures(ledger, verdict) | {"recovery s": f"{time.monotonic() - began:.1f}"}
    close(ledger, verdict, dropped=now["dropped"] - before["dropped"], cut=now["cut"] - before["cut"])


def caught_up(ledger: Ledger, before: Stats) -> tuple[Stats, Verdict]:
    """The spool's counts and the log once all that was not dropped is there, or when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        stats, verdict = settled(ledger.site), Verdict(ledger)
        if len(verdict.lost) <= stats["dropped"] - before["dropped"] or time.monotonic() > deadline:
            return stats, verdict
        time.sleep(0.1)


def close(ledger: Ledger, verdict: Verdict, *, dropped: int, cut: int) -> None:
    """What is not in the log was counted as dropped, what has no end as cut, and all the rest is there as it was."""
    assert not ledger.ended("open")
    assert len(verdict.lost) == dropped, (verdict.lost, dropped)
    assert len(verdict.cut) == cut, (verdict.cut, cut)
    assert not verdict.doubled
    assert not verdict.wrong


def figures(ledger: Ledger, verdict: Verdict) -> dict[str, str]:
    return {
        "started": str(len(ledger.heard)),
        "answered": str(len(ledger.ended("whole"))),
        "logged": str(len(verdict.rows)),
        "lost": str(len(verdict.lost)),
        "doubled": str(len(verdict.doubled)),
        "missing s": f"{verdict.missing[0]:.2f}",
        "missing bytes": str(verdict.missing[1]),
    }


def settled(site: Site) -> Stats:
    """The spool's counts once nothing is in flight or waits: they add up, and the database has what they say."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_settled(stats := site.spool.stats()):
        assert time.monotonic() < deadline, f"still not recorded after {PATIENCE_SECONDS} s: {stats}"
        time.sleep(0.05)
    assert adds_up(stats), stats
    assert stats["stored"] == site.rows("SELECT COUNT(*) AS rows FROM requestlog_request")[0]["rows"], stats
    return stats


def is_settled(stats: Stats) -> bool:
    return bool(stats) and not stats["in_flight"] and not stats["waiting"]


def adds_up(stats: Stats) -> bool:
    """Every call that was received is in exactly one place, or was counted when it was dropped."""
    return stats["received"] == sum(stats[part] for part in PARTS)
