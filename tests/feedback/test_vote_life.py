"""The whole life of the votes on one answer, in any order, against a model of a few dictionaries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from feedback import services
from feedback.models import Feedback, PastVote, Reason, Source, Tag, VoteEvent, Webhook
from projects.models import Project
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW, create_entry

submitters = st.sampled_from(["", "ann", "bea"])
ratings = st.sampled_from(list(Rating))
comments = st.sampled_from(["", "no", "yes"])
lists = {name: st.lists(st.sampled_from(words), unique=True, max_size=2) for name, words in
         {"tags": ["a", "b", "c"], "reasons": ["wrong", "outdated"]}.items()}  # fmt: skip
corrections = st.sampled_from(["", "It was the scarecrow."])
NOTHING: dict[str, Any] = {"comment": "", "tags": [], "reasons": [], "correction": ""}
fields = {"comment": comments, **lists, "correction": corrections}
votes = st.fixed_dictionaries({"rating": ratings}, optional=fields)
changes = st.fixed_dictionaries({}, optional={"rating": ratings, **fields})
CHANGED, WITHDRAWN = PastVote.End


class Votes(RuleBasedStateMachine):
    """`said` is what each submitter says now, in the order in which they last spoke; `past` what was said before."""

    project: Project

    @initialize()
    def answer(self) -> None:
        self.now = NOW
        self.entry = create_entry(self.project)
        self.said: dict[str, dict[str, Any]] = {}
        self.past: list[tuple[str, PastVote.End, dict[str, Any]]] = []
        self.told: list[tuple[str, str]] = []
        self.triage: Triage | None = None

    def spot(self, submitter: str) -> services.Spot:
        where = {"message_id": self.entry.message_id, "submitter": submitter, "project": self.project}
        return services.Spot(**where, only=None, may_wait=False, by="us")

    def speaks(self, submitter: str, said: dict[str, Any], kind: str) -> None:
        """What the model makes of a vote that is given or changed."""
        before = self.said.pop(submitter, None)
        self.said[submitter] = said
        if before is not None:
            self.past.append((submitter, CHANGED, before))
        self.told.append((kind, submitter))

    def tick(self) -> Any:
        self.now += timedelta(seconds=1)
        return self.now

    @rule(submitter=submitters, vote=votes)
    def give(self, submitter: str, vote: dict[str, Any]) -> None:
        given = services.give(
            message_id=self.entry.message_id, submitter=submitter, project=None, now=self.tick(), **vote
        )
        assert given.created == (submitter not in self.said)
        if given.created:
            self.speaks(submitter, {**NOTHING, **vote}, "vote.created")

    @rule(submitter=submitters, vote=votes)
    def put(self, submitter: str, vote: dict[str, Any]) -> None:
        given = services.put(spot=self.spot(submitter), said=vote, now=self.tick())
        before, whole = self.said.get(submitter), {**NOTHING, **vote}
        assert given.created == (before is None)
        if before != whole:
            self.speaks(submitter, whole, "vote.changed" if before else "vote.created")

    @rule(submitter=submitters, change=changes)
    def change(self, submitter: str, change: dict[str, Any]) -> None:
        if submitter not in self.said:
            with pytest.raises(services.NoSuchVote):
                services.patch(spot=self.spot(submitter), said=change, now=self.tick())
            return
        services.patch(spot=self.spot(submitter), said=change, now=self.tick())
        if (whole := {**self.said[submitter], **change}) != self.said[submitter]:
            self.speaks(submitter, whole, "vote.changed")

    @rule(submitter=submitters)
    def withdraw(self, submitter: str) -> None:
        if submitter not in self.said:
            with pytest.raises(services.NoSuchVote):
                services.take_back(spot=self.spot(submitter), now=self.tick())
            return
        services.take_back(spot=self.spot(submitter), now=self.tick())
        self.past.append((submitter, WITHDRAWN, self.said.pop(submitter)))
        self.told.append(("vote.withdrawn", submitter))

    @rule(status=st.sampled_from([Triage.LOOKING, Triage.RESOLVED]))
    def decide(self, status: Triage) -> None:
        self.project.requests.filter(id=self.entry.id).update(triage=status)
        self.triage = status

    @invariant()
    def it_keeps_every_vote(self) -> None:
        stored = self.project.feedback.filter(request=self.entry).latest_first()
        assert [(vote.submitter, said_by(vote)) for vote in stored] == list(self.said.items())[::-1]
        assert {vote.source for vote in stored} <= {Source.USER}

    @invariant()
    def it_keeps_what_was_said_before(self) -> None:
        past = self.project.past_votes.filter(request=self.entry).order_by("id")
        assert [(one.submitter, one.ended_as, said_by(one)) for one in past] == self.past

    @invariant()
    def it_copies_what_stands(self) -> None:
        self.entry.refresh_from_db()
        disliked = any(said["rating"] == Rating.NEGATIVE for said in self.said.values())
        latest = [said["rating"] for said in self.said.values()][-1:]
        commented = any(said["comment"] for said in self.said.values())
        assert [self.entry.rating] == (latest or [None])
        assert self.entry.has_comment == commented
        assert self.entry.triage == (self.triage or (Triage.NEW if disliked else None))
        assert self.entry.team_rating is None

    @invariant()
    def it_keeps_the_words_that_are_said(self) -> None:
        for name, table in (("tags", Tag), ("reasons", Reason)):
            rows = table.objects.filter(project=self.project, request_id=self.entry.id)
            assert set(rows.values_list("name", flat=True)) == {w for said in self.said.values() for w in said[name]}

    @invariant()
    def it_tells_of_every_step(self) -> None:
        events = VoteEvent.objects.filter(project=self.project, request_id=self.entry.id).order_by("created_at")
        assert [(event.kind, event.vote["submitter"]) for event in events] == self.told


def said_by(vote: Feedback | PastVote) -> dict[str, Any]:
    return {name: getattr(vote, name) for name in ("comment", "tags", "reasons", "correction", "rating")}


def test_it_is_what_the_model_says_after_every_step(project):
    Webhook.objects.create(project=project, name="chat", target="https://chat.example", created_at=NOW)
    machine = type("VotesOfProject", (Votes,), {"project": project})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=40, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
    )
