"""Reasons: picked from the list that the project keeps."""

from __future__ import annotations

import pytest

from feedback import services
from feedback.models import Feedback, HeldVote, Reason
from tests.factories import NOW
from tests.feedback.conftest import MESSAGE, at_item

UNKNOWN = '"rude" is none of this project\'s reasons: "wrong", "outdated".'


@pytest.fixture(autouse=True)
def reasons(project) -> None:
    project.reasons = ["wrong", "outdated"]
    project.save()


def test_it_stores_the_reasons_and_answers_them(entry, project, vote):
    answer = vote(reasons=["wrong", "outdated", "wrong"])
    assert (answer.status_code, answer.json()["reasons"]) == (200, ["wrong", "outdated"])
    assert Feedback.objects.get().reasons == ["wrong", "outdated"]
    rows = Reason.objects.of(project).filter(request_id=entry.id)
    assert set(rows.values_list("name", flat=True)) == {"wrong", "outdated"}


@pytest.mark.parametrize("nothing", [None, []])
def test_it_says_nothing_of_reasons_where_there_are_none(entry, vote, nothing):
    assert "reasons" not in vote(reasons=nothing).json()
    assert not Reason.objects.exists()


@pytest.mark.parametrize("key", ["", "secret_key"])
def test_it_names_the_reasons_that_there_are(entry, vote, key, request):
    answer = vote(reasons=["wrong", "rude"], key=request.getfixturevalue(key) if key else "")
    assert (answer.status_code, answer.json()) == (400, {"reasons": [UNKNOWN]})
    assert not Feedback.objects.exists()


def test_it_names_none_where_the_project_offers_none(entry, project, vote):
    project.reasons = []
    project.save()
    assert vote(reasons=["wrong"]).json() == {"reasons": ['"wrong" is none of this project\'s reasons: none.']}


WRONG = [
    ("wrong", "Must be an array of strings."),
    ({"a": 1}, "Must be an array of strings."),
    (["wrong", 1], "Reason 2: Must be a string."),
    (["x" * 101], "Reason 1: Ensure this field has no more than 100 characters."),
    (["wrong"] * 21, "Ensure this field has no more than 20 reasons."),
]


@pytest.mark.parametrize(("reasons", "problem"), WRONG)
def test_it_refuses_what_is_no_list_of_reasons(entry, vote, reasons, problem):
    answer = vote(reasons=reasons)
    assert (answer.status_code, answer.json()) == (400, {"reasons": [problem]})
    assert not Feedback.objects.exists()


def test_it_refuses_them_also_of_a_vote_that_would_wait(vote, project, secret_key):
    answer = vote(reasons=["rude"], key=secret_key)
    assert (answer.status_code, answer.json()) == (400, {"reasons": [UNKNOWN]})
    assert not HeldVote.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_it_refuses_them_in_a_change(entry, vote, secret_key, method):
    vote(reasons=["wrong"])
    answer = at_item(method, {"rating": "negative", "reasons": ["rude"]}, key=secret_key)
    assert (answer.status_code, answer.json()) == (400, {"reasons": [UNKNOWN]})
    assert Feedback.objects.get().reasons == ["wrong"]


def test_it_lets_a_vote_keep_a_reason_that_is_offered_no_more(entry, project, vote, secret_key):
    vote(reasons=["wrong"])
    project.reasons = ["outdated"]
    project.save()
    answer = at_item("PATCH", {"reasons": ["wrong", "outdated"]}, key=secret_key)
    assert (answer.status_code, answer.json()["reasons"]) == (200, ["wrong", "outdated"])


def test_it_drops_the_reasons_that_nobody_gives_any_more(entry, project, vote, secret_key):
    vote(reasons=["wrong", "outdated"], submitter="ann")
    vote(reasons=["outdated"], submitter="bea")
    at_item("PATCH", {"reasons": None}, submitter="ann", key=secret_key)
    assert list(Reason.objects.of(project).values_list("name", "request_id")) == [("outdated", entry.id)]


def test_it_gives_a_vote_that_waited_with_the_reasons_of_its_time(entry, project):
    services.give(message_id=MESSAGE, rating=1, reasons=["old"], project=project, reasons_known=True, now=NOW)
    assert Reason.objects.get().name == "old"
