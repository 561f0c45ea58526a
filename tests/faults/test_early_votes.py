"""Votes posted at the first chunk of a stream, with and without a recorder: every one is taken."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.ledger import Heard, Ledger
from tests.faults.numbered import message_id
from tests.faults.sizes import many
from tests.faults.traffic import Plan, ask
from tests.faults.votes import vote
from tests.gateway.site import Site

STREAMS = many(150, 1000)
PLAN = Plan(stream=True, words=5, pause=0.02)


def test_it_takes_every_vote_at_the_first_chunk(site: Site, audit):
    with audit(site) as ledger:
        statuses = voted_at_once(site, ledger)
    assert statuses == {200: STREAMS}
    assert_stored(site, ledger)


def test_it_takes_them_while_no_recorder_runs(site: Site, audit):
    with audit(site) as ledger:
        site.stop("recorder")
        try:
            statuses = voted_at_once(site, ledger)
        finally:
            site.start("recorder")
    assert statuses == {200: STREAMS}
    assert_stored(site, ledger)


def voted_at_once(site: Site, ledger: Ledger) -> Counter[int]:
    """How many votes got which status."""
    statuses: Counter[int] = Counter()

    def give(heard: Heard) -> None:
        statuses[vote(site, message_id(heard.name)).reply.status] += 1

    with ThreadPoolExecutor(12) as people:
        for call in [people.submit(ask, ledger, PLAN, at_first=give) for _ in range(STREAMS)]:
            call.result()
    ledger.figures["votes"] = ", ".join(f"{count} × {status}" for status, count in statuses.items())
    return statuses


def assert_stored(site: Site, ledger: Ledger) -> None:
    """Each call has its vote, and the log's copy of it."""
    voted = f"SELECT rating FROM requestlog_request WHERE end_user LIKE '{ledger.prefix}-%' AND rating IS NOT NULL"
    votes = f"SELECT id FROM feedback_feedback WHERE message_id LIKE '{message_id(ledger.prefix)}-%'"
    assert (len(site.rows(voted)), len(site.rows(votes))) == (STREAMS, STREAMS)
