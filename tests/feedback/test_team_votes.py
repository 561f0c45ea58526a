"""Votes of the team: one a member, kept apart from the users', with a history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from feedback.models import Feedback, Kind, PastVote, Source, Tag, VoteEvent, Webhook
from feedback.services import give
from feedback.services.team import vote_as_team, withdraw_team_vote
from projects.models import Membership, Role
from requestlog.models import Request
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW
from tests.feedback.conftest import MESSAGE

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def dora(project) -> User:
    """Another member of the team."""
    user = User.objects.create_user("dora")
    Membership.objects.create(project=project, user=user, role=Role.MEMBER)
    return user


@pytest.fixture
def say(project, entry):
    def say(user, rating=Rating.NEGATIVE, now=NOW, **said):
        return vote_as_team(project=project, entry=entry, user=user, rating=rating, now=now, **said)

    return say


def copies(project, entry) -> tuple:
    return project.requests.values_list("rating", "has_comment", "team_rating", "triage").get(id=entry.id)


def test_it_stores_the_vote_of_a_member(say, project, entry, alice):
    vote = say(alice, comment="wrong\0", tags=["tone"], correction="Ask sales.")
    stored = project.feedback.get(request=entry)
    assert (stored.pk, stored.source, stored.submitter, stored.author) == (vote.pk, Source.TEAM, str(alice.pk), alice)
    assert (stored.message_id, stored.created_at, stored.updated_at) == (str(entry.id), NOW, NOW)
    assert (stored.comment, stored.tags, stored.correction) == (
        "wrong\N{REPLACEMENT CHARACTER}",
        ["tone"],
        "Ask sales.",
    )


def test_it_puts_the_answer_up_for_triage_and_leaves_the_users_figures_alone(say, project, entry, alice):
    say(alice, comment="wrong", tags=["tone"])
    assert copies(project, entry) == (None, False, Rating.NEGATIVE, Triage.NEW)
    assert not Tag.objects.of(project).exists()


def test_it_leaves_a_users_vote_as_it_is(say, project, entry, alice):
    give(message_id=MESSAGE, rating=Rating.AMAZING, tags=["kind"], project=project, now=NOW)
    say(alice, tags=["tone"])
    assert copies(project, entry) == (Rating.AMAZING, False, Rating.NEGATIVE, Triage.NEW)
    assert list(Tag.objects.of(project).values_list("name", flat=True)) == ["kind"]


def test_it_has_one_vote_a_member_and_the_latest_counts(say, project, entry, alice, dora):
    say(alice)
    say(dora, Rating.POSITIVE, now=LATER)
    say(dora, Rating.AMAZING, now=LATER + timedelta(minutes=1))
    assert project.feedback.filter(request=entry).count() == 2
    assert copies(project, entry) == (None, False, Rating.AMAZING, Triage.NEW)


def test_it_keeps_what_a_vote_said_before(say, project, entry, alice):
    first = say(alice, comment="wrong", correction="Ask sales.")
    vote = say(alice, Rating.POSITIVE, now=LATER)
    assert (vote.pk, vote.created_at, vote.updated_at, vote.comment) == (first.pk, NOW, LATER, "")
    past = PastVote.objects.get(project=project, request=entry)
    assert (past.rating, past.comment, past.correction) == (Rating.NEGATIVE, "wrong", "Ask sales.")
    assert (past.ended_at, past.ended_as, past.ended_by) == (LATER, PastVote.End.CHANGED, "alice")
    assert copies(project, entry) == (None, False, Rating.POSITIVE, None)


def test_it_changes_nothing_where_nothing_is_said_anew(say, project, entry, alice):
    say(alice, comment="wrong")
    assert say(alice, comment="wrong", now=LATER).updated_at == NOW
    assert not PastVote.objects.filter(project=project).exists()


def test_it_takes_a_vote_back_once(say, project, entry, alice):
    say(alice)
    taken = [withdraw_team_vote(project=project, entry=entry, user=alice, now=LATER) for _ in range(2)]
    assert taken == [True, False]
    assert not Feedback.objects.of(project).exists()
    assert copies(project, entry) == (None, False, None, None)
    past = PastVote.objects.get(project=project, request=entry)
    assert (past.ended_as, past.ended_by, past.source) == (PastVote.End.WITHDRAWN, "alice", Source.TEAM)


def test_it_takes_back_nobody_elses_vote(say, project, entry, alice, dora):
    say(alice)
    assert not withdraw_team_vote(project=project, entry=entry, user=dora, now=LATER)
    assert project.feedback.get(request=entry).author == alice


def test_it_leaves_a_status_that_people_have_set(say, project, entry, alice):
    say(alice)
    project.requests.filter(id=entry.id).update(triage=Triage.LOOKING)
    withdraw_team_vote(project=project, entry=entry, user=alice, now=LATER)
    assert copies(project, entry)[-1] == Triage.LOOKING


def test_it_raises_where_the_entry_was_pruned(say, project, entry, alice):
    project.requests.filter(id=entry.id).delete()
    with pytest.raises(Request.DoesNotExist):
        say(alice)
    assert not Feedback.objects.of(project).exists()


def test_it_keeps_an_event_of_each_step(say, project, entry, alice):
    Webhook.objects.create(project=project, name="All", target="https://example.org/", created_at=NOW)
    say(alice)
    say(alice, Rating.POSITIVE, now=LATER)
    withdraw_team_vote(project=project, entry=entry, user=alice, now=LATER)
    events = VoteEvent.objects.filter(project=project).order_by("id")
    assert [event.kind for event in events] == [Kind.CREATED, Kind.CHANGED, Kind.WITHDRAWN]
    assert {event.vote["source"] for event in events} == {"team"}
