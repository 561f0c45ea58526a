"""`correction`: the answer that was wanted."""

from __future__ import annotations

import pytest

from feedback.models import Feedback
from tests.feedback.conftest import at_item


def test_it_stores_the_correction_and_answers_it(entry, vote):
    answer = vote(correction="It was the scarecrow. 🌾\n\n- really")
    assert (answer.status_code, answer.json()["correction"]) == (200, "It was the scarecrow. 🌾\n\n- really")
    assert Feedback.objects.get().correction == "It was the scarecrow. 🌾\n\n- really"


@pytest.mark.parametrize("nothing", [None, ""])
def test_it_says_nothing_of_it_where_there_is_none(entry, vote, nothing):
    assert "correction" not in vote(correction=nothing).json()
    assert Feedback.objects.get().correction == ""


@pytest.mark.parametrize(("characters", "status"), [(20_000, 200), (20_001, 400)])
def test_it_takes_twenty_thousand_characters(entry, vote, characters, status):
    answer = vote(correction="é" * characters)
    assert answer.status_code == status
    assert Feedback.objects.count() == (status == 200)


@pytest.mark.parametrize("wrong", [1, True, ["text"], {"text": 1}])
def test_it_refuses_what_is_no_text(entry, vote, wrong):
    answer = vote(correction=wrong)
    assert (answer.status_code, answer.json()) == (400, {"correction": ["Must be a string."]})


def test_it_replaces_what_no_database_can_store(entry, vote):
    assert vote(correction="a\0b \ud83d").json()["correction"] == "a\ufffdb \ufffd"


def test_it_is_no_comment(entry, vote):
    vote(correction="It was the scarecrow.")
    entry.refresh_from_db()
    assert entry.has_comment is False


@pytest.mark.parametrize("empty", [None, ""])
def test_it_can_be_taken_back_alone(entry, vote, secret_key, empty):
    vote(correction="It was the scarecrow.", comment="wrong")
    answer = at_item("PATCH", {"correction": empty}, key=secret_key).json()
    assert ("correction" in answer, answer["comment"]) == (False, "wrong")
