"""Whatever is written to a log, in any order: the roll-up follows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from feedback import services
from feedback.bulk import store_votes
from feedback.models import Feedback
from feedback.retention.erasing import erase
from feedback.retention.pruning import prune
from feedback.services.team import vote_as_team, withdraw_team_vote
from projects.models import Project
from requestlog import repricing
from requestlog.models import Request, State
from requestlog.ratings import Rating
from requestlog.rollup.rolling import roll_up
from requestlog.services import ingest, record
from tests.factories import NOW, chat_call
from tests.rollup.world import recounted, rolled_up

people = st.sampled_from(["ann", "ben"])
ratings = st.sampled_from(list(Rating))
comments = st.sampled_from(["", "so"])
days = st.integers(0, 2)
places = st.integers(0, 9)
NUMBERS = count()


def chosen(rows: QuerySet[Any], place: int) -> Any:
    """The row at that place, counted on from the end; None where there is none."""
    found = list(rows)
    return found[place % len(found)] if found else None


class Writes(RuleBasedStateMachine):
    """Each rule writes as the product does; the roll-up is held against the log at the end of each."""

    project: Project
    member: User

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.project = Project.objects.create(slug=f"log-{next(NUMBERS)}", name="Log")

    def tick(self) -> Any:
        self.now += timedelta(seconds=1)
        return self.now

    def entry(self, place: int) -> Request | None:
        return chosen(self.project.requests.order_by("id"), place)

    def check(self) -> None:
        while roll_up(now=self.now):
            pass
        assert rolled_up(self.project) == recounted(self.project)

    def teardown(self) -> None:
        self.check()

    @rule()
    def look(self) -> None:
        self.check()

    @rule(days=days, status=st.sampled_from([200, 429]), user=people, model=st.sampled_from("ab"))
    def record(self, days: int, status: int, user: str, model: str) -> None:
        at = NOW - timedelta(days=days)
        call = chat_call(self.project, at=at, status=status, model=model, end_user=user)
        begun = {"state": State.STARTED, "status": 0, "response": b"", "latency_ms": None}
        record(calls=[chat_call(self.project, at=at, id=call.id, model=model, **begun)], now=self.tick())
        self.look()
        record(calls=[call], now=self.tick())

    @rule(days=days, cost=st.sampled_from(["0.1", "0.25"]))
    def ingest(self, days: int, cost: str) -> None:
        given = {"given": {"cost_usd": Decimal(cost)}, "external_id": f"job-{next(NUMBERS)}"}
        for _ in range(2):
            ingest(calls=[chat_call(self.project, at=NOW - timedelta(days=days), **given)], now=self.tick())

    @rule(place=places, rating=ratings, comment=comments, user=people)
    def vote(self, place: int, rating: Rating, comment: str, user: str) -> None:
        if entry := self.entry(place):
            said = {"rating": rating, "comment": comment, "submitter": user}
            services.give(message_id=str(entry.id), project=self.project, now=self.tick(), **said)

    @rule(place=places, rating=ratings, comment=comments)
    def change(self, place: int, rating: Rating, comment: str) -> None:
        if vote := chosen(self.project.feedback.of_users().order_by("id"), place):
            services.change(vote=vote, by="us", now=self.tick(), rating=rating, comment=comment)

    @rule(place=places)
    def withdraw(self, place: int) -> None:
        if vote := chosen(self.project.feedback.of_users().order_by("id"), place):
            services.withdraw(vote=vote, by="us", now=self.tick())

    @rule(place=places, rating=ratings, comment=comments)
    def vote_as_team(self, place: int, rating: Rating, comment: str) -> None:
        if entry := self.entry(place):
            who = {"project": self.project, "entry": entry, "user": self.member}
            vote_as_team(**who, rating=rating, comment=comment, now=self.tick())
            self.look()
            withdraw_team_vote(**who, now=self.tick())

    @rule(place=places, rating=ratings, comment=comments)
    def vote_in_bulk(self, place: int, rating: Rating, comment: str) -> None:
        if entry := self.entry(place):
            now, said = self.tick(), {"rating": rating, "comment": comment, "submitter": f"bulk {next(NUMBERS)}"}
            times = {"message_id": str(entry.id), "created_at": now, "updated_at": now}
            store_votes(project=self.project, votes=[Feedback(project=self.project, request=entry, **times, **said)])

    @rule()
    def reprice(self) -> None:
        self.project.requests.filter(price__isnull=False).update(price="old", cost_usd=1)
        list(repricing.reprice(project=self.project))

    @rule(user=people)
    def erase(self, user: str) -> None:
        for _ in erase(project=self.project, user=user, now=self.tick()):
            pass

    @rule(what=st.sampled_from(["keep_requests_days", "keep_votes_days", "keep_bodies_days"]), rated=st.booleans())
    def prune(self, what: str, rated: bool) -> None:
        limits = {"keep_requests_days": None, "keep_votes_days": None, "keep_bodies_days": None, what: 1}
        Project.objects.filter(pk=self.project.pk).update(keep_rated=rated, **limits)
        self.project.refresh_from_db()
        for _ in prune(project=self.project, now=self.tick()):
            pass


@pytest.mark.django_db
def test_it_follows_every_write(alice):
    machine = type("WritesHere", (Writes,), {"member": alice})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=15, suppress_health_check=checks)
    )
