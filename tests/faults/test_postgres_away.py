"""A PostgreSQL server that is stopped, hung or read-only under load: every call passes and is in the log afterwards."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from tests.faults.server import Server, own_server
from tests.faults.sizes import SECONDS
from tests.faults.speed import speed_of_calls
from tests.faults.traffic import Plan, clients
from tests.faults.votes import Vote, voting
from tests.gateway.site import Site, running

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="is about PostgreSQL"
)
LOAD = (Plan(rest=0.1), Plan(stream=True, words=10, pause=0.02, rest=0.1))
MOST_VOTE_SECONDS = 10  # 2.5 are promised


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as server:
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, upstream, server: Server) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("away"), upstream.url, DATABASE_URL=server.url) as site:
        yield site


@pytest.fixture
def voted_on(site: Site) -> str:
    """The id of a call that is in the log."""
    id = site.chat(fields={"user": "voted-on"}).id
    site.entry(id)
    return id


def test_it_forwards_all_while_the_database_is_stopped(site: Site, server: Server, voted_on: str, audit):
    with audit(site) as ledger, clients(ledger, *LOAD, each=2):
        time.sleep(0.5)
        with server.stopped(), voting(site, voted_on) as votes:
            time.sleep(SECONDS)
        time.sleep(0.5)
    assert len(ledger.ended("whole")) == len(ledger.heard)
    assert_come_again(votes, ledger.figures)


def test_it_forwards_as_fast_while_the_database_hangs(site: Site, server: Server, voted_on: str, audit):
    with audit(site) as ledger:
        before = speed_of_calls(ledger, SECONDS / 2)
        with server.hung(), voting(site, voted_on) as votes:
            hung = speed_of_calls(ledger, SECONDS)
    ledger.figures |= {"p50/p99 before": str(before), "while it hung": str(hung)}
    assert hung.is_like(before)
    assert_come_again(votes, ledger.figures)


def test_it_waits_for_a_database_that_is_read_only(site: Site, server: Server, voted_on: str, audit):
    with audit(site) as ledger, clients(ledger, *LOAD, each=2):
        time.sleep(0.5)
        with server.read_only(), voting(site, voted_on) as votes:
            time.sleep(SECONDS)
    assert len(ledger.ended("whole")) == len(ledger.heard)
    assert site.spool.stats()["refused"] == 0
    assert_come_again(votes, ledger.figures)


def assert_come_again(votes: list[Vote], figures: dict[str, str]) -> None:
    assert votes
    assert [vote.reply.status for vote in votes if not vote.asks_to_come_again] == []
    slowest = max(vote.seconds for vote in votes)
    figures |= {"votes": f"{len(votes)}, all 503", "slowest": f"{slowest:.1f} s"}
    assert slowest <= MOST_VOTE_SECONDS
