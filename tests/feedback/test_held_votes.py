"""Votes that come before their message: held, given when it comes, ended when it does not."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import OperationalError

from feedback.models import Feedback, HeldVote
from feedback.services import give
from feedback.services.holding import attach_held, expire_held, held_vote, hold, withdraw_held
from gptboost_site import worker as working
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry

VOTE = {"message_id": "job-77", "rating": Rating.NEGATIVE, "comment": "wrong", "tags": ["a", "b"], "submitter": "ann"}
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def held(project) -> HeldVote:
    return hold(project=project, now=NOW, reasons=["wrong"], correction="Right.", **VOTE)


def test_it_gives_a_vote_when_its_message_comes(project, held):
    assert attach_held(now=NOW) == 0
    entry = create_entry(project, message_id="job-77", at=LATER)
    assert attach_held(now=LATER) == 1
    vote = Feedback.objects.get(project=project)
    assert (vote.request_id, vote.rating, vote.comment, vote.tags) == (entry.id, 1, "wrong", ["a", "b"])
    assert (vote.submitter, vote.reasons, vote.correction, vote.created_at) == ("ann", ["wrong"], "Right.", NOW)
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment) == (1, True)
    assert not HeldVote.objects.exists()


def test_it_gives_it_once(project, held):
    create_entry(project, message_id="job-77")
    assert (attach_held(now=LATER), attach_held(now=LATER)) == (1, 0)
    assert Feedback.objects.count() == 1


def test_it_keeps_the_first_of_a_submitter_and_one_for_each(project, held):
    again = hold(project=project, now=LATER, **{**VOTE, "rating": Rating.AMAZING})
    other = hold(project=project, now=LATER, **{**VOTE, "submitter": "bea"})
    assert (again.pk, again.rating) == (held.pk, Rating.NEGATIVE)
    assert other.pk != held.pk
    assert HeldVote.objects.count() == 2


def test_it_gives_nothing_to_another_project(project, other_project, held):
    create_entry(other_project, message_id="job-77")
    assert attach_held(now=LATER) == 0
    assert not Feedback.objects.exists()
    assert held_vote(project=other_project, message_id="job-77", submitter="ann") is None


def test_it_lets_an_earlier_vote_stand(project, held):
    create_entry(project, message_id="job-77")
    give(project=project, now=LATER, **{**VOTE, "rating": Rating.AMAZING})
    assert attach_held(now=LATER) == 1
    assert Feedback.objects.get().rating == Rating.AMAZING
    assert not HeldVote.objects.exists()


def test_it_ends_a_wait_in_vain_and_says_so(project, held, caplog):
    assert expire_held(now=NOW + timedelta(minutes=14, seconds=59)) == 0
    with caplog.at_level(logging.WARNING):
        assert expire_held(now=NOW + timedelta(minutes=15)) == 1
    assert "waited in vain for the message 'job-77'" in caplog.text
    create_entry(project, message_id="job-77")
    assert attach_held(now=NOW + timedelta(hours=1)) == 0
    assert project.held_votes.expired().get().comment == "wrong"


def test_it_holds_anew_what_waited_in_vain_before(project, held):
    expire_held(now=NOW + timedelta(hours=1))
    assert hold(project=project, now=NOW + timedelta(hours=2), **VOTE).pk != held.pk


def test_it_forgets_what_waited_in_vain_after_thirty_days(project, held):
    expire_held(now=NOW + timedelta(hours=1))
    expire_held(now=NOW + timedelta(days=30))
    assert HeldVote.objects.count() == 1
    expire_held(now=NOW + timedelta(days=31))
    assert HeldVote.objects.count() == 0


def test_it_waits_as_long_as_the_project_says(project):
    project.vote_hold_minutes = 60
    assert hold(project=project, now=NOW, **VOTE).expires_at == NOW + timedelta(hours=1)


def test_it_forgets_a_vote_that_is_withdrawn(project, held):
    withdraw_held(vote=held)
    create_entry(project, message_id="job-77")
    assert attach_held(now=LATER) == 0
    assert not Feedback.objects.exists()


def test_it_is_work_of_the_worker(transactional_db, project, time_machine, capsys):
    time_machine.move_to(LATER, tick=False)
    hold(project=project, now=NOW, **VOTE)
    create_entry(project, message_id="job-77")
    call_command("work", "--once")
    assert re.fullmatch(r"[1-9]\d* done\n", capsys.readouterr().out)
    assert Feedback.objects.get().comment == "wrong"


class Ending:
    """An event that is set after some waits, and what was waited."""

    def __init__(self, waits: int) -> None:
        self.left, self.waited = waits, []

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return len(self.waited) > self.left

    def set(self) -> None:
        pass


def test_it_waits_for_a_database_that_is_away(transactional_db):
    done = iter([OperationalError("the connection is closed"), 1, 0])

    def step(*, now):
        outcome = next(done)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    ending = Ending(3)
    working.Worker([step], now=lambda: NOW).run(ending)
    assert ending.waited == [working.POLL_SECONDS, 1.0, 0.0, working.POLL_SECONDS]


def test_it_ends_all_work_where_one_part_of_it_fails(transactional_db):
    def mistaken(*, now):
        raise ZeroDivisionError

    workers = [working.Worker([step], now=lambda: NOW) for step in (lambda *, now: 0, mistaken)]
    with pytest.raises(ZeroDivisionError):
        working.run_beside_each_other(workers, Event())
