"""An SQLite database that another process has locked for seconds: votes and calls wait for nothing and lose nothing."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.traffic import Plan, ask, clients
from tests.faults.votes import vote
from tests.gateway.site import Site

pytestmark = pytest.mark.skipif(os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="is about SQLite")
LOCKED_SECONDS = 3


def test_it_has_no_errors_while_the_database_is_locked(site: Site, audit):
    with audit(site) as ledger:
        calls = [ask(ledger, Plan()) for _ in range(5)]
        for heard in calls:
            site.entry(heard.id)
        with clients(ledger, Plan(rest=0.05), Plan(stream=True, words=10, pause=0.02)):
            votes = votes_while_locked(site, [heard.id for heard in calls])
    assert len(ledger.ended("whole")) == len(ledger.heard)
    assert votes == [200] * len(calls)


def votes_while_locked(site: Site, ids: list[str]) -> list[int]:
    with ThreadPoolExecutor(len(ids)) as people, site.database_away():
        votes = [people.submit(vote, site, id) for id in ids]
        time.sleep(LOCKED_SECONDS)
    return [done.result().reply.status for done in votes]
