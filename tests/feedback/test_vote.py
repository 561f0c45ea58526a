"""`POST /v1/feedback/`: what a vote does, and what is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.dateparse import parse_datetime

from feedback.models import Feedback, Tag
from projects.models import Session
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.feedback.conftest import MESSAGE, posted


def test_it_stores_the_vote_and_answers_it(entry, vote):
    answer = vote(comment="The link is dead. 🔗", tags=["links", "docs"])
    assert answer.status_code == 200
    stored = Feedback.objects.get()
    assert answer.json() == {
        "message_id": MESSAGE,
        "rating": "negative",
        "comment": "The link is dead. 🔗",
        "tags": ["links", "docs"],
        "created_at": stored.created_at.isoformat().replace("+00:00", "Z"),
        "request_id": str(entry.id),
    }
    assert (stored.project_id, stored.request_id, stored.rating) == (entry.project_id, entry.id, Rating.NEGATIVE)
    assert (stored.comment, stored.tags, stored.submitter) == ("The link is dead. 🔗", ["links", "docs"], "")


def test_it_copies_the_vote_to_the_log_row(entry, vote):
    vote(comment="no", tags=["links", "docs"])
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment) == (Rating.NEGATIVE, True)
    tags = Tag.objects.of(entry.project).values_list("name", "request_id")
    assert sorted(tags) == [("docs", entry.id), ("links", entry.id)]


def test_it_takes_a_rating_alone(entry, vote):
    answer = vote()
    assert (answer.json()["comment"], answer.json()["tags"]) == ("", [])
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment) == (Rating.NEGATIVE, False)
    assert not Tag.objects.exists()


@pytest.mark.parametrize("word", ["positive", "negative", "amazing"])
def test_it_stores_each_rating(entry, vote, word):
    assert vote(rating=word).json()["rating"] == word
    assert Feedback.objects.get().get_rating_display() == word


def test_it_answers_208_with_the_stored_vote_to_another_and_changes_nothing(entry, vote):
    first = vote(comment="first", tags=["a"]).json()
    again = vote(rating="amazing", comment="second", tags=["b"])
    assert (again.status_code, again.json()) == (208, first)
    entry.refresh_from_db()
    assert (entry.rating, Feedback.objects.count()) == (Rating.NEGATIVE, 1)
    assert list(Tag.objects.values_list("name", flat=True)) == ["a"]


def test_it_answers_404_to_an_unknown_message(entry, vote):
    answer = vote(message_id="chatcmpl-2")
    assert (answer.status_code, answer.json()) == (404, {"detail": "No message has this id."})
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("path", ["/v1/feedback", "/v1/feedback/"])
def test_it_answers_on_both_spellings(entry, vote, path):
    assert vote(path=path).status_code == 200


def test_it_knows_every_id_that_the_client_may_have_seen(project, vote):
    entry = create_entry(project, message_id=MESSAGE, upstream_request_id="req_1", known_ids=("chatcmpl-late",))
    for name in ("req_1", "chatcmpl-late", str(entry.id), MESSAGE):
        answer = vote(message_id=name)
        assert answer.json()["request_id"] == str(entry.id)
    assert Feedback.objects.count() == 1


def test_it_votes_on_the_newest_of_several_calls_with_the_id(project, vote):
    create_entry(project, message_id=MESSAGE)
    newest = create_entry(project, message_id=MESSAGE, at=NOW + timedelta(seconds=1))
    assert vote().json()["request_id"] == str(newest.id)


def test_it_ignores_unknown_fields(entry, vote):
    assert vote(user="u-1", nested={"a": [1, 2.5, None]}).status_code == 200


def test_it_answers_json_whatever_accept_says(entry):
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, headers={"Accept": "text/html, */*;q=0.1"})
    assert answer.status_code == 200


def test_it_ignores_the_session_of_a_signed_in_person(entry, as_alice):
    sessions = Session.objects.count()
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, client=as_alice)
    assert (answer.status_code, Session.objects.count()) == (200, sessions)


def test_it_needs_no_csrf_token(entry, client):
    client.handler.enforce_csrf_checks = True
    assert posted({"message_id": MESSAGE, "rating": "positive"}, client=client).status_code == 200


def test_it_says_when_in_utc(entry, vote):
    said = vote().json()["created_at"]
    assert said.endswith("Z")
    assert parse_datetime(said) == Feedback.objects.get().created_at


@pytest.mark.parametrize(("tags", "queries"), [([], 6), (["a", "b"], 7)])
def test_it_asks_the_database_no_more_than_needed(entry, vote, django_assert_num_queries, tags, queries):
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else queries):
        assert vote(tags=tags).status_code == 200
