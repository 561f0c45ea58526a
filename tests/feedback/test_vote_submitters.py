"""`POST /v1/feedback/` with `submitter`: several people have each a vote on the same answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback import services
from feedback.models import Feedback, Reason, Source, Tag
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW
from tests.feedback.conftest import MESSAGE

CONTRACT = ["message_id", "rating", "comment", "tags", "created_at", "request_id"]


def copies(entry):
    entry.refresh_from_db()
    return entry.rating, entry.has_comment, entry.team_rating, entry.triage


def test_it_stores_one_vote_of_each(entry, vote):
    answers = [vote(submitter=name) for name in ("", "ann", "bea", "ann", "")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 208, 208]
    assert sorted(Feedback.objects.values_list("submitter", flat=True)) == ["", "ann", "bea"]
    assert answers[3].json() == answers[1].json()


def test_it_says_who_voted_only_where_somebody_is_named(entry, vote):
    assert list(vote().json()) == CONTRACT
    assert list(vote(submitter="ann").json()) == [*CONTRACT, "submitter"]
    assert vote(submitter="ann").json()["submitter"] == "ann"


@pytest.mark.parametrize("nobody", [None, ""])
def test_it_takes_nobody_for_the_anonymous_one(entry, vote, nobody):
    assert vote(submitter=nobody).status_code == 200
    assert (vote().status_code, vote().json().get("submitter")) == (208, None)


@pytest.mark.parametrize("wrong", [1, True, ["ann"], {"id": 1}, "x" * 129])
def test_it_refuses_what_names_nobody(entry, vote, wrong):
    answer = vote(submitter=wrong)
    assert (answer.status_code, list(answer.json())) == (400, ["submitter"])
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("name", ["x" * 128, " ann ", "Ann", "ann/1?&", "İß👩‍👧", "1"])
def test_it_keeps_names_as_they_are(entry, vote, name):
    assert vote(submitter="ann").status_code == 200
    assert vote(submitter=name).json()["submitter"] == name
    assert vote(submitter=name).status_code == 208


def test_it_shows_the_rating_of_the_latest_and_all_that_was_said(entry, project, vote):
    vote(rating="negative", comment="wrong", tags=["a", "b"], submitter="ann")
    vote(rating="amazing", tags=["b", "c"], submitter="bea")
    assert copies(entry) == (Rating.AMAZING, True, None, Triage.NEW)
    assert set(Tag.objects.of(project).values_list("name", flat=True)) == {"a", "b", "c"}


def given(name, *, rating=Rating.POSITIVE, minutes=0, **said):
    at = NOW + timedelta(minutes=minutes)
    return services.give(message_id=MESSAGE, rating=rating, submitter=name, project=None, now=at, **said)


def test_it_does_not_let_a_vote_that_arrives_late_stand_for_a_newer_one(entry):
    given("bea", minutes=5)
    given("ann", rating=Rating.NEGATIVE, comment="wrong")
    assert copies(entry) == (Rating.POSITIVE, True, None, Triage.NEW)


def test_it_decides_by_the_id_between_votes_of_the_same_moment(entry):
    given("ann", rating=Rating.NEGATIVE)
    given("bea")
    assert copies(entry) == (Rating.POSITIVE, False, None, Triage.NEW)


def test_it_never_takes_a_user_for_a_member_of_the_team(entry, project, alice, vote):
    services.vote_as_team(project=project, entry=entry, user=alice, rating=Rating.AMAZING, tags=["ours"], now=NOW)
    assert vote(submitter=str(alice.pk)).status_code == 200
    assert copies(entry) == (Rating.NEGATIVE, False, Rating.AMAZING, Triage.NEW)
    assert sorted(Feedback.objects.values_list("source", flat=True)) == [Source.USER, Source.TEAM]
    assert not Tag.objects.exists()
    assert not Reason.objects.exists()


@pytest.mark.parametrize("status", [Triage.LOOKING, Triage.RESOLVED, Triage.WONT_FIX])
def test_it_leaves_what_people_decided(entry, vote, status):
    entry.triage = status
    entry.save()
    vote(submitter="ann")
    assert copies(entry) == (Rating.NEGATIVE, False, None, status)


def test_it_puts_no_liked_answer_into_the_queue(entry, vote):
    vote(rating="positive", submitter="ann")
    assert copies(entry) == (Rating.POSITIVE, False, None, None)
