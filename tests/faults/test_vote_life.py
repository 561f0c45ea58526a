"""Votes given, repeated, changed and withdrawn on a server that is killed and restarted between and during it all."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from tests.faults.sizes import many
from tests.gateway.site import Site, call, eventually, running

CUT_OFF = 0
RATINGS = {"negative": 1, "positive": 2, "amazing": 3}
ratings, submitters = st.sampled_from(list(RATINGS)), st.sampled_from(["", "ann", "bea"])
moments = st.sampled_from([0.0, 0.002, 0.01, 0.05])
Said = dict[str, str]


class Votes(RuleBasedStateMachine):
    """`said` is the rating of each submitter's vote on one message, in the order in which they last spoke."""

    site: Site
    key: str
    names = count()

    @initialize()
    def answer(self) -> None:
        self.message = f"chatcmpl-a-life-of-votes-{next(self.names):06}"
        self.said: Said = {}
        body = {"message_id": self.message, "request": None}
        assert call(self.site.url, "/requests/", body, **self.bearer).status == 201

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @rule(submitter=submitters, rating=ratings)
    def give(self, submitter: str, rating: str) -> None:
        expected = 208 if submitter in self.said else 200
        assert self.giving(submitter, rating)() == expected
        self.said.setdefault(submitter, rating)

    @rule(submitter=submitters, rating=ratings)
    def change(self, submitter: str, rating: str) -> None:
        expected = 200 if submitter in self.said else 404
        assert self.item("PATCH", submitter, rating)() == expected
        if self.said.get(submitter, rating) != rating:
            self.speaks(submitter, rating)

    @rule(submitter=submitters)
    def withdraw(self, submitter: str) -> None:
        expected = 200 if submitter in self.said else 404
        assert self.item("DELETE", submitter)() == expected
        self.said.pop(submitter, None)

    @rule(submitter=submitters, rating=ratings, method=st.sampled_from(["POST", "PATCH", "DELETE"]), after=moments)
    def be_killed_meanwhile(self, submitter: str, rating: str, method: str, after: float) -> None:
        """The answer may be lost; then the vote is as before or as asked, and nothing in between."""
        act = self.giving(submitter, rating) if method == "POST" else self.item(method, submitter, rating)
        before, wanted = self.said.get(submitter), None if method == "DELETE" else rating
        with ThreadPoolExecutor(1) as thread:
            asking = thread.submit(act)
            time.sleep(after)
            self.kill()
            status = asking.result()
        eventually(self.settled)
        now = self.stored().get(submitter)
        assert now in ((before, wanted) if status == CUT_OFF else (wanted if self.takes(method, before) else before,))
        self.said.pop(submitter) if now is None and before else None
        self.speaks(submitter, now) if now not in (None, before) else None

    @precondition(lambda self: len(self.said) > 0)
    @rule()
    def restart(self) -> None:
        self.site.stop("web")
        self.site.start("web")
        eventually(self.site.healthy)

    @invariant()
    def it_keeps_every_vote_and_its_copy(self) -> None:
        assert self.stored() == self.said
        copied = self.site.rows(f"SELECT rating FROM requestlog_request WHERE message_id = '{self.message}'")
        assert [row["rating"] for row in copied] == [RATINGS[rating] for rating in [*self.said.values()][-1:]] or [None]

    @staticmethod
    def takes(method: str, before: str | None) -> bool:
        """Whether such a request changes what there is."""
        return (before is None) is (method == "POST")

    def speaks(self, submitter: str, rating: str) -> None:
        self.said.pop(submitter, None)
        self.said[submitter] = rating

    def giving(self, submitter: str, rating: str) -> Callable[[], int]:
        body = {"message_id": self.message, "rating": rating, "submitter": submitter}
        return lambda: status_of(self.site, "POST", "/feedback/", body, {})

    def item(self, method: str, submitter: str, rating: str = "") -> Callable[[], int]:
        path = f"/feedback/{self.message}/?submitter={submitter}"
        body = {"rating": rating} if method == "PATCH" else None
        return lambda: status_of(self.site, method, path, body, self.bearer)

    def kill(self) -> None:
        for worker in self.site.workers():
            os.kill(worker, signal.SIGKILL)

    def settled(self) -> bool:
        """Whether PostgreSQL is done with what a worker had sent before it died; SQLite dies with it."""
        if not self.site.environment["DATABASE_URL"].startswith("postgres"):
            return True
        busy = "datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        return not self.site.rows(f"SELECT pid FROM pg_stat_activity WHERE {busy}")

    def stored(self) -> Said:
        """Who says what, in the order in which they last spoke, as the database has it."""
        votes = f"SELECT submitter, rating FROM feedback_feedback WHERE message_id = '{self.message}'"
        words = {number: word for word, number in RATINGS.items()}
        return {vote["submitter"]: words[vote["rating"]] for vote in self.site.rows(f"{votes} ORDER BY updated_at")}


def status_of(site: Site, method: str, path: str, body: object, headers: dict[str, str]) -> int:
    """The status of the answer; `CUT_OFF` where there was none."""
    try:
        return call(site.url, path, body, method=method, **headers).status
    except (OSError, HTTPException):
        return CUT_OFF


@pytest.fixture
def killed_site(tmp_path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url) as site:
        yield site


def test_it_is_what_the_model_says_whatever_is_killed(killed_site: Site):
    key = killed_site.command("createkey", "--project", "default", "--kind", "secret")
    machine = type("VotesOfSite", (Votes,), {"site": killed_site, "key": key})
    short = settings(max_examples=many(3, 40), stateful_step_count=12, suppress_health_check=list(HealthCheck))
    run_machine(machine, settings=short)
