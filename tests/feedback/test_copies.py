"""`feedback.services.copies`: what the log keeps of an entry's votes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from feedback.bulk import store_votes
from feedback.models import Feedback, Reason, Source, Tag
from feedback.services.copies import lock, refresh
from requestlog.models import Request
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.feedback.conftest import MESSAGE

NEGATIVE, POSITIVE, AMAZING = Rating
USER, TEAM = Source
NOTHING = (None, False, None, None, set(), set())


def voted(entry, submitter="", *, source=USER, rating=NEGATIVE, minutes=0, **said):
    """A vote, not stored."""
    at = NOW + timedelta(minutes=minutes)
    return Feedback(
        project_id=entry.project_id, request_id=entry.id, message_id=MESSAGE, submitter=submitter, source=source,
        rating=rating, created_at=NOW, updated_at=at, **said,
    )  # fmt: skip


def refreshed(entry, unsaid=None):
    with transaction.atomic():
        lock(project_id=entry.project_id, request_id=entry.id)
        refresh(project_id=entry.project_id, request_id=entry.id, unsaid=unsaid)
    return copies(entry)


def copies(entry):
    entry.refresh_from_db()
    words = [
        set(kind.objects.filter(project=entry.project_id, request_id=entry.id).values_list("name", flat=True))
        for kind in (Tag, Reason)
    ]
    return entry.rating, entry.has_comment, entry.team_rating, entry.triage, *words


CASES = {
    "none": ([], NOTHING),
    "one": ([{"comment": "no", "tags": ["a"]}], (NEGATIVE, True, None, Triage.NEW, {"a"}, set())),
    "the latest": (
        [{"rating": AMAZING, "minutes": 2}, {"submitter": "ann", "rating": POSITIVE, "minutes": 1}],
        (AMAZING, False, None, None, set(), set()),
    ),
    "all words": (
        [
            {"tags": ["a", "b"], "reasons": ["wrong"], "rating": POSITIVE},
            {"submitter": "ann", "tags": ["b", "c"], "comment": "no", "rating": POSITIVE},
        ],
        (POSITIVE, True, None, None, {"a", "b", "c"}, {"wrong"}),
    ),
    "the team": (
        [{"source": TEAM, "submitter": "1", "comment": "ours", "tags": ["a"], "reasons": ["b"]}],
        (None, False, NEGATIVE, Triage.NEW, set(), set()),
    ),
    "both": (
        [{"rating": AMAZING}, {"source": TEAM, "submitter": "1", "rating": POSITIVE}],
        (AMAZING, False, POSITIVE, None, set(), set()),
    ),
}


@pytest.mark.parametrize(("votes", "expected"), CASES.values(), ids=CASES)
def test_it_keeps_what_the_votes_say(entry, votes, expected):
    Feedback.objects.bulk_create([voted(entry, **fields) for fields in votes])
    assert refreshed(entry) == expected
    assert refreshed(entry) == expected


@pytest.mark.parametrize(("votes", "expected"), CASES.values(), ids=CASES)
def test_it_keeps_the_same_of_many_votes_at_once(entry, project, votes, expected):
    store_votes(project=project, votes=[voted(entry, **fields) for fields in votes])
    assert copies(entry) == expected
    assert refreshed(entry) == expected


def test_it_lets_go_of_what_no_vote_says(entry, project, other_project):
    other, strangers = create_entry(project), create_entry(other_project)
    for each in (entry, other, strangers):
        store_votes(project=each.project, votes=[voted(each, tags=["a", "b"], reasons=["wrong"], comment="no")])
    Feedback.objects.filter(project=project, request=entry).delete()
    assert refreshed(entry, voted(entry, tags=["a", "b"], reasons=["wrong"])) == NOTHING
    assert copies(other) == copies(strangers) == (NEGATIVE, True, None, Triage.NEW, {"a", "b"}, {"wrong"})


TRIAGE = [
    (None, True, Triage.NEW),
    (Triage.NEW, False, None),
    *((status, disliked, status) for status in list(Triage)[1:] for disliked in (True, False)),
]


@pytest.mark.parametrize(("before", "disliked", "after"), TRIAGE)
def test_it_changes_nothing_that_people_decided(entry, before, disliked, after):
    Request.objects.filter(project=entry.project_id, id=entry.id).update(triage=before)
    voted(entry, rating=NEGATIVE if disliked else AMAZING).save()
    assert refreshed(entry)[3] == after
