"""What goes by each limit, alone and together, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback import services
from feedback.models import Feedback, PastVote, Review, VoteEvent
from feedback.retention.pruning import prune
from feedback.retention.rows import BATCH
from feedback.services.reviewing import review
from feedback.services.team import vote_as_team
from feedback.webhooks.telling import make_deliveries
from requestlog.ids import day_of
from requestlog.models import ChangedDay, KnownId, Unsearched
from requestlog.ratings import Rating
from requestlog.search.filling import fill_search
from requestlog.triage import Triage
from tests.factories import NOW
from tests.retention.world import (
    ago,
    assert_nothing_hangs_in_the_air,
    bodies,
    call,
    contents,
    ids,
    pruned,
    vote,
)

pytestmark = pytest.mark.django_db


def test_it_keeps_everything_without_limits(project):
    vote(call(project, 1000), 999)
    before = contents()
    assert pruned(project).total() == 0
    assert contents() == before


def test_it_deletes_old_bodies_and_leaves_their_rows(project):
    old, young = call(project, 31), call(project, 29)
    assert pruned(project, bodies_days=30) == {"bodies": 1}
    assert bodies(project) == {young.id}
    assert ids(project.requests) == {old.id, young.id}
    assert_nothing_hangs_in_the_air()


def test_it_deletes_old_requests_with_all_that_is_theirs(project):
    old, young = call(project, 31), call(project, 29)
    gone = pruned(project, requests_days=30)
    assert (gone["requests"], gone["bodies"]) == (1, 1)
    assert ids(project.requests) == bodies(project) == {young.id}
    assert not KnownId.objects.filter(request_id=old.id).exists()
    assert_nothing_hangs_in_the_air()


def test_it_tells_the_worker_of_requests_that_are_gone(project):
    old = call(project, 31)
    ChangedDay.objects.all().delete()
    Unsearched.objects.all().delete()
    pruned(project, requests_days=30)
    assert list(project.changed_days.values_list("day", flat=True)) == [day_of(old.id)]
    assert list(project.unsearched.values_list("request_id", flat=True)) == [old.id]


def test_it_has_search_forget_what_bodies_said(project):
    old = call(project, 31, prompt=f"{'word ' * 60}hemlock")
    while fill_search(now=NOW):
        pass
    assert ids(project.requests.saying(project, "hemlock")) == {old.id}
    pruned(project, bodies_days=30)
    while fill_search(now=NOW):
        pass
    assert ids(project.requests.saying(project, "hemlock")) == set()
    assert ids(project.requests.saying(project, "word")) == {old.id}


def test_it_has_search_forget_requests_that_are_gone(project):
    call(project, 31)
    while fill_search(now=NOW):
        pass
    assert project.words.count() == 1
    pruned(project, requests_days=30)
    while fill_search(now=NOW):
        pass
    assert not project.words.exists()
    assert_nothing_hangs_in_the_air()


def test_it_keeps_requests_that_somebody_voted_on(project):
    liked, other = call(project, 31), call(project, 31)
    vote(liked, 30, Rating.POSITIVE)
    pruned(project, requests_days=30, bodies_days=7)
    assert ids(project.requests) == bodies(project) == {liked.id}
    assert project.feedback.count() == 1
    assert not project.requests.filter(id=other.id).exists()
    assert_nothing_hangs_in_the_air()


def test_it_keeps_requests_that_the_team_rated_or_reviewed(project, alice):
    rated, reviewed, _ = [call(project, 31) for _ in range(3)]
    vote_as_team(project=project, entry=rated, user=alice, rating=Rating.POSITIVE, now=ago(20))
    review(project=project, request_id=reviewed.id, user=alice, note="Look at this", now=ago(20))
    pruned(project, requests_days=30, bodies_days=7)
    assert ids(project.requests) == bodies(project) == {rated.id, reviewed.id}


def test_it_deletes_requests_with_their_votes_where_rated_ones_are_not_kept(project, alice):
    old, young = call(project, 31), call(project, 29)
    vote(old, 30)
    services.change(vote=vote(old, 30, submitter="ann"), by="ann", now=ago(1), rating=Rating.AMAZING, tags=["new"])
    review(project=project, request_id=old.id, user=alice, note="Look", status=Triage.RESOLVED, now=ago(20))
    vote(young, 28)
    project.keep_rated = False
    gone = pruned(project, requests_days=30)
    assert gone == {"requests": 1, "bodies": 1, "votes": 2, "past_votes": 1, "reviews": 1}
    assert ids(project.requests) == {young.id}
    assert [model.objects.count() for model in (Feedback, PastVote, Review)] == [1, 0, 0]
    assert_nothing_hangs_in_the_air()


def test_it_deletes_votes_by_when_they_last_changed(project):
    old, changed = vote(call(project, 50), 40), vote(call(project, 50), 40)
    services.change(vote=changed, by="ann", now=ago(5), rating=Rating.AMAZING)
    gone = pruned(project, votes_days=30)
    assert gone == {"votes": 1}
    assert ids(project.feedback) == {changed.id}
    assert PastVote.objects.count() == 1  # ended five days ago
    old.request.refresh_from_db()
    assert (old.request.rating, old.request.has_comment, old.request.triage) == (None, False, None)
    assert_nothing_hangs_in_the_air()


def test_it_deletes_what_a_vote_said_long_ago_and_keeps_the_vote(project):
    changed = vote(call(project, 50), 40)
    changed = services.change(vote=changed, by="ann", now=ago(35), rating=Rating.AMAZING)
    services.change(vote=changed, by="ann", now=ago(5), rating=Rating.POSITIVE)
    assert pruned(project, votes_days=30) == {"past_votes": 1}
    assert PastVote.objects.get().ended_at == ago(5)


def test_it_shows_the_vote_that_is_left(project):
    entry = call(project, 50)
    vote(entry, 40, Rating.NEGATIVE, tags=["billing", "old"], submitter="ann")
    vote(entry, 20, Rating.AMAZING, tags=["billing"], reasons=[], comment="", submitter="bea")
    vote(entry, 45, Rating.NEGATIVE, tags=["older"], submitter="cid")
    assert pruned(project, votes_days=30) == {"votes": 2}
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment, entry.triage) == (Rating.AMAZING, False, None)
    assert_nothing_hangs_in_the_air()


def test_it_tells_the_worker_of_votes_that_are_gone(project):
    entry = call(project, 50)
    vote(entry, 40)
    ChangedDay.objects.all().delete()
    Unsearched.objects.all().delete()
    pruned(project, votes_days=30)
    assert set(project.changed_days.values_list("day", flat=True)) == {day_of(entry.id)}
    assert set(project.unsearched.values_list("request_id", flat=True)) == {entry.id}


def test_it_deletes_old_reviews_like_votes(project, alice):
    old, young = call(project, 50), call(project, 50)
    for entry, days in ((old, 40), (young, 20)):
        vote(entry, 45)
        review(project=project, request_id=entry.id, user=alice, status=Triage.RESOLVED, now=ago(days))
    assert pruned(project, votes_days=30) == {"votes": 2, "reviews": 1}
    states = dict(project.requests.values_list("id", "triage"))
    assert states == {old.id: None, young.id: Triage.RESOLVED}


def test_it_deletes_in_one_run_what_only_a_vote_has_kept(project):
    entry = call(project, 100)
    vote(entry, 99)
    gone = pruned(project, votes_days=60, requests_days=30, bodies_days=7)
    assert gone == {"votes": 1, "requests": 1, "bodies": 1}
    assert_nothing_hangs_in_the_air()


def test_it_deletes_what_webhooks_were_told_of_old_votes(project):
    project.webhooks.create(name="Hook", target="https://example.org/", created_at=NOW)
    for days in (40, 20):
        vote(call(project, 50), days)
        make_deliveries(now=ago(days))
    vote(call(project, 50), 40)
    assert pruned(project, votes_days=30) == {"votes": 2, "deliveries": 1}
    assert project.deliveries.get().created_at == ago(20)
    assert not VoteEvent.objects.exists()


def test_it_leaves_other_projects_alone(project, other_project):
    mine, theirs = call(project, 50), call(other_project, 50)
    vote(mine, 45), vote(theirs, 45)
    project.keep_rated = False
    pruned(project, requests_days=30, votes_days=30, bodies_days=7)
    assert not project.requests.exists()
    assert ids(other_project.requests) == bodies(other_project) == {theirs.id}
    assert other_project.feedback.count() == other_project.feedback_tags.count() == 1
    assert_nothing_hangs_in_the_air()


def test_it_goes_on_where_it_was_stopped(project, monkeypatch):
    for module in ("rows", "bodies", "votes"):
        monkeypatch.setattr(f"feedback.retention.{module}.BATCH", 2)
    for days in range(40, 51):
        entry = call(project, days)
        if days % 3:
            vote(entry, 39)
    project.keep_requests_days, project.keep_votes_days = 45, 30
    stops = 0
    for stops in range(100):  # noqa: B007
        batches = prune(project=project, now=NOW)
        if next(batches, None) is None:
            break
        batches.close()
        assert_nothing_hangs_in_the_air()
    assert stops > 5
    assert project.feedback.count() == 0
    assert ids(project.requests) == ids(project.requests.between(ago(45), NOW))
    assert project.requests.count() == 6


def test_it_deletes_more_than_one_batch(project, monkeypatch):
    monkeypatch.setattr("feedback.retention.rows.BATCH", 3)
    for days in range(31, 41):
        call(project, days)
    assert [batch["requests"] for batch in prune_of(project, requests_days=30)] == [3, 3, 3, 1]
    assert BATCH == 500


def prune_of(project, *, requests_days):
    project.keep_requests_days = requests_days
    return prune(project=project, now=NOW)


@pytest.mark.parametrize("rated", [True, False])
def test_it_counts_what_would_go_and_changes_nothing(project, alice, rated):
    project.keep_rated = rated
    for days in (10, 40, 70, 100):
        for voted in (None, 5, 39, 65):
            entry = call(project, days)
            if voted and voted <= days:
                services.change(vote=vote(entry, voted), by="ann", now=ago(voted - 1), rating=Rating.AMAZING)
    review(project=project, request_id=call(project, 90).id, user=alice, note="Look", now=ago(80))
    limits = {"bodies_days": 7, "requests_days": 30, "votes_days": 60}
    before = contents()
    would = pruned(project, dry_run=True, **limits)
    assert contents() == before
    assert pruned(project, **limits) == +would
    assert would["requests"] > 0
    assert_nothing_hangs_in_the_air()


def test_it_keeps_to_the_millisecond_what_is_no_older_than_the_limit(project):
    kept = call(project, 30)
    older = call(project, 30 + timedelta(milliseconds=1) / timedelta(days=1))
    pruned(project, requests_days=30)
    assert ids(project.requests) == {kept.id}
    assert older.id < kept.id
