"""Workers and recorders that are killed at random moments while streams run: no call is lost, none is there twice."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.sizes import CYCLES, SEED
from tests.faults.traffic import Plan, clients
from tests.faults.verdict import Verdict
from tests.gateway.site import Site, eventually, running

WHOLE = Plan(pause=0.05)
STREAM = Plan(stream=True, words=40, pause=0.04)
FAT_STREAM = Plan(stream=True, words=60, pause=0.02, pad=8_000)
MOST_MISSING_SECONDS = 2.0  # one is promised; the other is for a machine that does other things too
MOST_MISSING_BYTES = 2 * 64 * 1024


@pytest.fixture
def two_workers(tmp_path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url, WEB_CONCURRENCY="2") as site:
        yield site


def test_it_loses_and_doubles_no_call_when_workers_and_recorders_are_killed(two_workers: Site, audit):
    chance = random.Random(SEED)
    with audit(two_workers) as ledger, clients(ledger, WHOLE, STREAM, STREAM, FAT_STREAM, each=4):
        for _ in range(CYCLES):
            kill_one_of_each(two_workers, chance)
    verdict = Verdict(ledger)
    assert len(ledger.ended("broken")) >= CYCLES, "hardly a stream was open when a worker was killed"
    assert verdict.missing[0] <= MOST_MISSING_SECONDS
    assert verdict.missing[1] <= MOST_MISSING_BYTES
    ledger.figures["kills"] = f"{CYCLES} workers, {CYCLES} recorders"


def kill_one_of_each(site: Site, chance: random.Random) -> None:
    """Kills a worker and, at another moment, the recorder, which starts again at once."""
    for victim in chance.sample(["worker", "recorder"], 2):
        time.sleep(chance.uniform(0.1, 0.9))
        if victim == "worker":
            workers = eventually(lambda: len(alive := living(site.workers())) == 2 and alive)
            os.kill(chance.choice(workers), signal.SIGKILL)
        else:
            site.stop("recorder", signal.SIGKILL)
            site.start("recorder")


def living(pids: list[int]) -> list[int]:
    """Those that have not been killed; a dead child stays in the list for a moment."""
    return [pid for pid in pids if is_alive(Path(f"/proc/{pid}/stat"))]


def is_alive(stat: Path) -> bool:
    try:
        return ") Z " not in stat.read_text()
    except OSError:
        return False
