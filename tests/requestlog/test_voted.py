"""The log asked for what people say: each word by itself goes by the index that was made for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection

from feedback.models import Feedback, Review
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW

ROWS, EVERY = 1_500, 100


@pytest.fixture
def many(project, alice):
    """Some thousand rows with a vote and a review each, of which every hundredth has something to be found by."""
    rows = [row(project, number) for number in range(ROWS)]
    project.requests.bulk_create(rows)
    said = {"project": project, "updated_at": NOW}
    few, rest = {"correction": "better", **said}, said
    vote = {"rating": Rating.NEGATIVE, "created_at": NOW}
    Review.objects.bulk_create(
        Review(request_id=entry.id, **(few | {"assignee": alice} if found(number) else rest))
        for number, entry in enumerate(rows)
    )
    Feedback.objects.bulk_create(
        Feedback(request_id=entry.id, **vote, **(few | {"submitter": "ann"} if found(number) else rest))
        for number, entry in enumerate(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # A small table is read whole as soon as not: it is asked which index serves, not whether one is worth it
            cursor.execute("SET LOCAL enable_seqscan = off")


def found(number: int) -> bool:
    return number % EVERY == 0


def row(project, number: int) -> Request:
    """One of `many`."""
    facts = {"team_rating": Rating.POSITIVE, "triage": Triage.LOOKING} if found(number) else {}
    return Request(id=new_id(NOW - timedelta(minutes=number)), project=project, created_at=NOW, status=200, **facts)


def test_it_goes_by_the_index_of_each_word(project, many):
    rows = project.requests
    asked = {
        # Of two that serve it, a planner that has seen so few rows takes one or the other
        "request_(by_triage|triaged)": rows.triaged("looking"),
        "request_team_rated": rows.rated_by_team("positive"),
        "feedback_by_submitter": rows.voted_by(project, "ann"),
        "review_by_assignee": rows.assigned_to(project, "alice"),
        "feedback_corrected": rows.corrected(project),
        "review_corrected": rows.corrected(project),
    }
    for index, wanted in asked.items():
        page = wanted.newest_first()[:51]
        plan = page.explain()
        assert re.search(index, plan), plan
        assert len(page) == ROWS / EVERY, index
