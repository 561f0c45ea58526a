"""Erasing one person: all of theirs and nothing else, in batches, once."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from feedback.models import Feedback, HeldVote, PastVote, Tag
from feedback.retention import erasing
from feedback.retention.erasing import erase
from feedback.retention.holdings import look_up
from feedback.retention.rows import delete_entries
from feedback.services import give, vote_as_team
from requestlog.ids import day_of, new_id
from requestlog.models import ChangedDay, KnownId, Payload, Request
from requestlog.ratings import RATINGS
from tests.erasing.world import (
    CANARY,
    HELD,
    LATER,
    PERSON,
    SAID,
    all_over,
    call_of,
    tables,
    vote,
    votes_elsewhere,
    where,
)
from tests.factories import NOW, create_entry


def erased(project, user=PERSON) -> dict[str, int]:
    return dict(sum(erase(project=project, user=user, now=LATER), Counter()))


def held(project, user=PERSON) -> dict[str, int]:
    return {kind: count.value for kind, count in look_up(project=project, user=user).counts.items()}


def rows() -> dict[str, int]:
    """How many rows each table of project data has; queues apart, which only grow."""
    queues = ("requestlog_changedday", "requestlog_unsearched")
    names = [name for name in tables() if name.startswith(("feedback_", "requestlog_")) and name not in queues]
    with connection.cursor() as cursor:
        return {name: cursor.execute(f'SELECT COUNT(*) FROM "{name}"') and cursor.fetchone()[0] for name in names}


def test_it_says_what_is_held_and_erases_just_that(project, alice):
    others = all_over(project, alice)
    assert held(project) == HELD
    assert erased(project) == HELD
    assert not look_up(project=project, user=PERSON)
    assert {*Request.objects.values_list("id", flat=True)} == {entry.id for entry in others}
    assert [*Feedback.objects.values_list("submitter", "comment")] == [("ben", "")]
    assert not PastVote.objects.exists()
    assert [*HeldVote.objects.values_list("submitter", flat=True)] == ["ben"]


def test_it_leaves_nothing_of_the_person_in_any_table(project, alice):
    all_over(project, alice)
    assert {"feedback_feedback", "requestlog_payload", "requestlog_search"} <= {*where(PERSON, CANARY)}
    erased(project)
    merge_search()
    assert where(PERSON, CANARY) == []


def merge_search() -> None:
    """SQLite's index of words lets go of what was deleted when its blocks are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO requestlog_search_index (requestlog_search_index) VALUES ('optimize')")


def test_it_counts_what_it_deletes(project, alice):
    all_over(project, alice)
    before = rows()
    counted = erased(project)
    gone = {name: before[name] - number for name, number in rows().items()}
    told = gone["feedback_delivery"] + gone["feedback_voteevent"]
    log = {"requests": gone["requestlog_request"], "bodies": gone["requestlog_payload"], "deliveries": told}
    votes = {"votes": gone["feedback_feedback"], "past_votes": gone["feedback_pastvote"]}
    team = {"reviews": gone["feedback_review"], "labels": gone["feedback_label"]}
    assert counted == {**log, **votes, **team, "held_votes": gone["feedback_heldvote"]}


def test_it_brings_the_copies_of_others_requests_in_line(project, alice):
    others = all_over(project, alice)
    erased(project)
    left = project.requests.in_bulk([entry.id for entry in others])
    copies = [(left[each.id].rating, left[each.id].has_comment, left[each.id].triage) for each in others]
    assert copies == [(RATINGS["amazing"], False, None), (None, False, None), (None, False, None)]
    assert [*Tag.objects.values_list("name", "request_id")] == [("fine", others[0].id)]


def test_it_tells_the_roll_up_of_each_day(project):
    theirs, other = call_of(project), create_entry(project, at=NOW.replace(day=1))
    vote(other)
    ChangedDay.objects.all().delete()
    erased(project)
    assert {*ChangedDay.objects.values_list("day", flat=True)} == {day_of(theirs.id), day_of(other.id)}


def test_it_finds_nothing_the_second_time(project, alice):
    all_over(project, alice)
    erased(project)
    before = rows()
    assert erased(project) == {}
    assert rows() == before


def test_it_lets_another_process_be_first(project):
    assert delete_entries(project=project, ids=[new_id()]) == Counter()
    entry = call_of(project)
    batches = erase(project=project, user=PERSON, now=LATER)
    assert erased(project)["requests"] == 1
    assert sum(batches, Counter()) == {}
    assert not KnownId.objects.filter(request_id=entry.id).exists()


def test_it_touches_no_other_project(project, other_project, alice, charlie):
    all_over(other_project, charlie)
    call_of(project)
    before = held(other_project)
    assert erased(project)["requests"] == 1
    assert held(other_project) == before == HELD


def test_it_leaves_members_of_the_team_whose_number_is_the_persons_id(project, alice):
    entry = create_entry(project)
    vote_as_team(project=project, entry=entry, user=alice, rating=RATINGS["positive"], now=NOW)
    vote_as_team(project=project, entry=entry, user=alice, rating=RATINGS["negative"], now=LATER)
    vote(entry, submitter=str(alice.pk))
    assert erased(project, str(alice.pk)) == {"votes": 1}
    assert [*Feedback.objects.values_list("submitter", "source")] == [(str(alice.pk), 2)]
    assert PastVote.objects.count() == 1


@pytest.mark.parametrize("stop", range(1, 6))
def test_it_goes_on_where_it_was_stopped(project, alice, monkeypatch, stop):
    monkeypatch.setattr(erasing, "BATCH", 1)
    all_over(project, alice)
    first = sum(islice(erase(project=project, user=PERSON, now=LATER), stop), Counter())
    assert 0 < first.total() < sum(HELD.values())
    assert first + Counter(erased(project)) == HELD
    assert where(PERSON) == []


def test_it_undoes_a_batch_that_fails(project, alice, monkeypatch):
    all_over(project, alice)
    before = rows()["requestlog_request"]
    monkeypatch.setattr(erasing, "keep_words", lambda calls: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erased(project)
    assert rows()["requestlog_request"] == before
    monkeypatch.undo()
    erased(project)
    assert not look_up(project=project, user=PERSON)


def test_it_forgets_the_ids_by_which_the_calls_were_known(project):
    entry = call_of(project, upstream_request_id="req-1", external_id="job-7")
    kept = create_entry(project)
    assert KnownId.objects.filter(request_id=entry.id).count() >= 4
    erased(project)
    assert {*KnownId.objects.values_list("request_id", flat=True)} == {kept.id}
    assert {*Payload.objects.values_list("request_id", flat=True)} == {kept.id}


def test_it_lets_people_vote_anew_afterwards(project):
    entry = create_entry(project)
    votes_elsewhere([entry, create_entry(project), create_entry(project)])
    erased(project)
    said = {"message_id": str(entry.id), "project": project, "rating": RATINGS["positive"], "now": LATER}
    assert give(submitter=PERSON, **said).created
    assert held(project)["votes"] == 1


@pytest.mark.parametrize(("user", "said"), [("", "Give the person’s id"), ("x" * 256, "first 255 characters")])
def test_it_refuses_what_is_no_persons_id(project, user, said):
    call_of(project, user="")
    for refused in (look_up, lambda **who: [*erase(now=NOW, **who)]):
        with pytest.raises(ValidationError, match=said):
            refused(project=project, user=user)
    assert Request.objects.count() == 1


@pytest.mark.parametrize("user", ["ünïcode 💥", "a%2Fb", "%", "_", "' OR 1=1 --", "a\0b", " ", "x" * 255, '"q"\\'])
def test_it_knows_odd_ids_exactly(project, user):
    call_of(project, user=user)
    vote(create_entry(project), submitter=user[:128].replace("\0", "\ufffd"), **SAID)
    kept = call_of(project, user="ann")
    assert erased(project, user)["requests"] == 1
    assert [*Request.objects.filter(metadata__note=CANARY)] == [kept]
