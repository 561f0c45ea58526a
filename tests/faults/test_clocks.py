"""A gateway whose clock is days ahead, and then days behind: nothing is lost, no duration is negative, votes count."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.faults.numbered import message_id
from tests.faults.traffic import Plan, ask, clients
from tests.faults.verdict import Verdict
from tests.faults.votes import vote
from tests.gateway.site import Site, eventually

pytestmark = pytest.mark.skipif(not shutil.which("faketime"), reason="faketime not found (install faketime)")
STREAM = Plan(stream=True, words=20, pause=0.05)
OFFSETS = ("+2d", "-2d", "+0")


@pytest.fixture
def set_clock(site: Site) -> Callable[[str], None]:
    """Starts the gateway anew with a clock of its own; the recorder and the database keep the right time."""
    show = ["faketime", "-f", "+0", "printenv", "LD_PRELOAD"]
    preload = subprocess.run(show, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    usual = site.environment

    def restart(offset: str) -> None:
        site.stop("web")
        site.environment = usual if offset == "+0" else usual | {"LD_PRELOAD": preload, "FAKETIME": offset}
        site.start("web")
        site.environment = usual
        eventually(site.healthy)

    return restart


def test_it_loses_nothing_by_a_clock_that_is_wrong(site: Site, set_clock: Callable[[str], None], audit):
    votes: list[int] = []
    with audit(site) as ledger:
        for offset in OFFSETS:
            set_clock(offset)
            with clients(ledger, Plan(), STREAM):
                time.sleep(1)
            ask(ledger, STREAM, at_first=lambda heard: votes.append(vote(site, message_id(heard.name)).reply.status))
    assert votes == [200] * len(OFFSETS)
    assert len(ledger.ended("whole")) == len(ledger.heard)
    assert len(days(Verdict(ledger))) == len(OFFSETS)


def days(verdict: Verdict) -> set[str]:
    """The days on which, as the log says, the calls came."""
    return {str(row["created_at"])[:10] for rows in verdict.rows.values() for row in rows}
