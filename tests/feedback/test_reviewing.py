"""What the team makes of an answer: `feedback.services.reviewing`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from feedback.models import Review
from feedback.services.reviewing import NothingToTriage, ReviewedMeanwhile, review, version
from projects.models import Membership, Role
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.triage import Triage
from tests.factories import NOW, create_entry

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def entry(project) -> Request:
    """An answer with a 👎 that nobody has looked at."""
    entry = create_entry(project)
    project.requests.filter(id=entry.id).update(rating=1, triage=Triage.NEW)
    return entry


@pytest.fixture
def write(project, entry, alice):
    """Reviews `entry` as alice; other arguments as keywords."""

    def write(**given) -> Review:
        return review(**{"project": project, "request_id": entry.id, "user": alice, "now": LATER, **given})

    return write


def test_it_stores_what_the_team_makes_of_an_answer(project, entry, alice, write):
    write(status=Triage.RESOLVED, assignee=alice, note="told sales", correction="SSO is Enterprise only.")
    stored = project.reviews.get(request_id=entry.id)
    assert (stored.assignee, stored.note, stored.correction) == (alice, "told sales", "SSO is Enterprise only.")
    assert (stored.updated_by, stored.updated_at) == (alice, LATER)
    entry.refresh_from_db()
    assert (entry.triage, entry.rating) == (Triage.RESOLVED, 1)


def test_it_changes_only_what_is_given(project, entry, alice, write):
    write(status=Triage.LOOKING, assignee=alice, note="a note", correction="better")
    write(note="another note")
    stored = project.reviews.get(request_id=entry.id)
    assert (stored.assignee, stored.note, stored.correction) == (alice, "another note", "better")
    assert project.requests.get(id=entry.id).triage == Triage.LOOKING
    assert write(assignee=None, correction="").note == "another note"
    assert project.reviews.filter(assignee=None, correction="").count() == 1


@pytest.mark.parametrize("status", Triage)
def test_it_refuses_a_status_where_there_is_nothing_to_triage(project, alice, status):
    entry = create_entry(project)
    with pytest.raises(NothingToTriage):
        review(project=project, request_id=entry.id, user=alice, now=LATER, status=status, note="x")
    assert not project.reviews.exists()
    assert project.requests.get(id=entry.id).triage is None


def test_it_takes_a_note_and_a_correction_on_any_answer(project, alice):
    entry = create_entry(project)
    review(project=project, request_id=entry.id, user=alice, now=LATER, note="nice", correction="nicer")
    assert project.reviews.get(request_id=entry.id).correction == "nicer"
    assert project.requests.get(id=entry.id).triage is None


@pytest.mark.parametrize("role", [Role.OWNER, Role.MEMBER])
def test_it_is_looked_after_by_the_team(project, bob, write, role):
    Membership.objects.filter(project=project, user=bob).update(role=role)
    assert write(assignee=bob).assignee == bob


def test_it_is_looked_after_by_the_operator(write):
    operator = User.objects.create_superuser("operator")
    assert write(assignee=operator).assignee == operator


@pytest.mark.parametrize("who", ["viewer", "stranger", "somebody who left"])
def test_it_is_not_looked_after_by_others(project, other_project, bob, charlie, write, who):
    if who == "somebody who left":
        Membership.objects.filter(project=project, user=bob).update(role=Role.MEMBER)
        User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="member or an owner"):
        write(assignee=charlie if who == "stranger" else bob)
    assert not Review.objects.exists()


@pytest.mark.parametrize(("field", "most"), [("note", 10_000), ("correction", 20_000)])
def test_it_bounds_texts(project, entry, write, field, most):
    with pytest.raises(ValidationError, match=rf"At most {most:,} characters; these are {most + 1:,}") as refused:
        write(**{"status": Triage.RESOLVED, field: "x" * (most + 1)})
    assert list(refused.value.message_dict) == [field]
    assert project.requests.get(id=entry.id).triage == Triage.NEW
    assert len(getattr(write(**{field: "x" * most}), field)) == most


def test_it_stores_what_no_database_can_hold_as_something_that_it_can(project, entry, write):
    write(note="a\0b", correction="c\ud800d")
    stored = project.reviews.get(request_id=entry.id)
    assert (stored.note, stored.correction) == ("a\ufffdb", "c\ufffdd")


def test_it_writes_nothing_over_what_somebody_else_wrote_meanwhile(project, entry, alice, write):
    seen = version(None)
    bob = User.objects.create_superuser("operator")
    write(note="first", user=bob, seen=seen)
    with pytest.raises(ReviewedMeanwhile) as refused:
        write(status=Triage.WONT_FIX, note="second", seen=seen, now=LATER + timedelta(seconds=1))
    assert (refused.value.review.updated_by, refused.value.review.updated_at) == (bob, LATER)
    assert project.reviews.get(request_id=entry.id).note == "first"
    assert project.requests.get(id=entry.id).triage == Triage.NEW


def test_it_writes_over_what_was_seen(project, entry, write):
    write(note="first")
    seen = version(project.reviews.get(request_id=entry.id))
    assert write(note="second", seen=seen, now=LATER + timedelta(seconds=1)).note == "second"
    assert project.reviews.count() == 1


def test_it_finds_nothing_in_another_project(project, other_project, entry, alice):
    for id, place in ((entry.id, other_project), (new_id(), project)):
        with pytest.raises(Request.DoesNotExist):
            review(project=place, request_id=id, user=alice, now=LATER, note="x")
    assert not Review.objects.exists()
