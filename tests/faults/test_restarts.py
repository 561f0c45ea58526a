"""Restarts with streams open: nobody is refused, what can end ends, and what cannot is in the log as interrupted."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.sizes import many
from tests.faults.traffic import Plan, ask, clients
from tests.faults.verdict import Verdict
from tests.gateway.site import Site, eventually, running

GRACEFUL_SECONDS = 4
RESTARTS = many(3, 50)
SHORT = Plan(stream=True, words=20, pause=0.1)
LONG = Plan(stream=True, words=300, pause=0.1)


@pytest.fixture
def graceful(tmp_path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url, GPTBOOST_GRACEFUL_SECONDS=str(GRACEFUL_SECONDS)) as site:
        yield site


def test_it_refuses_nobody_in_a_rolling_restart(graceful: Site, audit):
    with audit(graceful) as ledger, clients(ledger, Plan(rest=0.05), SHORT, each=4):
        for _ in range(RESTARTS):
            roll(graceful)
    ledger.figures["restarts"] = str(RESTARTS)
    assert [heard for heard in ledger.heard.values() if heard.ended != "whole"] == []


def roll(site: Site) -> None:
    """Has gunicorn replace its worker, while streams run; back when the new one is alone."""
    before = site.workers()
    site.processes["web"].send_signal(signal.SIGHUP)
    eventually(lambda: not set(before) & set(now := site.workers()) and now)
    time.sleep(0.5)


def test_it_lets_short_streams_end_and_records_the_long_ones(graceful: Site, audit):
    with audit(graceful) as ledger, ThreadPoolExecutor(8) as people:
        short = [people.submit(ask, ledger, SHORT) for _ in range(4)]
        long = [people.submit(ask, ledger, LONG) for _ in range(4)]
        eventually(lambda: all(ledger.sent(name).times for name in ledger.heard) and len(ledger.heard) == 8)
        graceful.stop("web")
    assert [call.result().ended for call in short] == ["whole"] * 4
    assert [call.result().ended for call in long] == ["broken"] * 4
    states = {row["state"] for call in long for row in Verdict(ledger).rows[call.result().name]}
    assert states == {"interrupted"}
