"""`/v1/feedback/<message_id>/`: a vote is read, set, changed and withdrawn, and what it said before is kept."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import Feedback, HeldVote, PastVote, Tag, VoteEvent, Webhook
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.feedback.conftest import MESSAGE, at_item

SAID = {"rating": "amazing", "comment": "now it is right", "tags": ["fixed"], "correction": "Yes."}
ENDS = PastVote.End


@pytest.fixture
def first(entry, vote) -> dict[str, object]:
    """The answer to a 👎 with a comment and two tags."""
    return vote(comment="wrong", tags=["a", "b"]).json()


def kept():
    """What the history says: how and by whom each vote ended, and what it said."""
    return [(past.ended_as, past.ended_by, past.rating, past.comment, past.tags) for past in PastVote.objects.all()]


def test_it_reads_a_vote(first, secret_key):
    answer = at_item("GET", key=secret_key)
    assert (answer.status_code, answer.json()) == (200, first)
    head = Client().head(f"/v1/feedback/{MESSAGE}/", headers={"Authorization": f"Bearer {secret_key}"})
    assert (head.status_code, head.content) == (200, b"")


def test_it_changes_what_is_given_and_nothing_else(first, entry, secret_key):
    answer = at_item("PATCH", {"rating": "positive", "tags": ["b", "c"]}, key=secret_key)
    stored = Feedback.objects.get()
    updated_at = stored.updated_at.isoformat().replace("+00:00", "Z")
    assert (answer.status_code, answer.json()) == (
        200,
        {**first, "rating": "positive", "tags": ["b", "c"], "updated_at": updated_at},
    )
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment, entry.triage) == (Rating.POSITIVE, True, None)
    assert set(Tag.objects.values_list("name", flat=True)) == {"b", "c"}


def test_it_sets_all_that_a_vote_says(first, entry, secret_key):
    answer = at_item("PUT", SAID, key=secret_key).json()
    assert {name: answer[name] for name in SAID} == SAID
    answer = at_item("PUT", {"rating": "negative"}, key=secret_key).json()
    assert (answer["comment"], answer["tags"], answer.get("correction")) == ("", [], None)
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment, entry.triage) == (Rating.NEGATIVE, False, Triage.NEW)
    assert not Tag.objects.exists()


def test_it_keeps_what_the_vote_said_before(first, secret_key):
    at_item("PATCH", {"comment": "worse"}, key=secret_key)
    at_item("PUT", SAID, key=secret_key)
    by = f"key {secret_key[:11]}…"
    changed, changed_again = PastVote.objects.order_by("id")
    assert kept() == [
        (ENDS.CHANGED, by, Rating.NEGATIVE, "wrong", ["a", "b"]),
        (ENDS.CHANGED, by, Rating.NEGATIVE, "worse", ["a", "b"]),
    ]
    stored = Feedback.objects.get()
    assert changed.given_at == stored.created_at
    assert changed.ended_at == changed_again.given_at
    assert changed_again.ended_at == stored.updated_at


SAME = [{}, {"rating": "negative"}, {"comment": "wrong", "tags": ["a", "b", "a"]}, {"unknown": 1}, {"reasons": None}]


@pytest.mark.parametrize("body", SAME, ids=str)
def test_it_writes_no_history_of_a_change_that_changes_nothing(first, secret_key, told, body):
    answer = at_item("PATCH", body, key=secret_key)
    assert (answer.status_code, answer.json()) == (200, first)
    assert not PastVote.objects.exists()
    assert not VoteEvent.objects.exists()


def test_it_withdraws_a_vote_and_takes_a_new_one(first, entry, vote, secret_key):
    answer = at_item("DELETE", key=secret_key)
    assert (answer.status_code, answer.json()) == (200, first)
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment, entry.triage) == (None, False, None)
    assert not Feedback.objects.exists()
    assert not Tag.objects.exists()
    assert [past[0] for past in kept()] == [ENDS.WITHDRAWN]
    assert vote(rating="positive").status_code == 200


def test_it_changes_the_vote_of_the_one_who_is_named(first, vote, secret_key):
    vote(submitter="ann", rating="positive")
    assert at_item("PATCH", {"comment": "mine"}, submitter="ann", key=secret_key).json()["submitter"] == "ann"
    assert at_item("DELETE", submitter="", key=secret_key).json() == first
    left = Feedback.objects.get()
    assert (left.submitter, left.comment) == ("ann", "mine")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("message_id", "submitter", "detail"),
    [
        (MESSAGE, "bea", "There is no such vote on this message."),
        ("unknown", None, "No message has this id."),
    ],
)
def test_it_finds_no_vote_that_is_not_there(first, secret_key, method, message_id, submitter, detail):
    answer = at_item(method, message_id=message_id, submitter=submitter, key=secret_key)
    assert (answer.status_code, answer.json()) == (404, {"detail": detail})
    assert Feedback.objects.count() == 1


def test_it_gives_by_put_the_vote_that_is_not_there(entry, secret_key):
    answer = at_item("PUT", SAID, submitter="ann", key=secret_key)
    assert (answer.status_code, answer.json()["submitter"]) == (201, "ann")
    assert at_item("PUT", SAID, submitter="ann", key=secret_key).status_code == 200
    entry.refresh_from_db()
    assert (entry.rating, Feedback.objects.count(), PastVote.objects.count()) == (Rating.AMAZING, 1, 0)


WRONG = [
    ("PUT", {}, {"rating": ["This field is required."]}),
    ("PUT", {"rating": None}, {"rating": ["This field may not be null."]}),
    ("PATCH", {"rating": None}, {"rating": ["This field may not be null."]}),
    ("PATCH", {"tags": "a"}, {"tags": ["Must be an array of strings."]}),
    ("PATCH", {"comment": 1}, {"comment": ["Must be a string."]}),
    ("PATCH", "[]", {"detail": "The body must be a JSON object."}),
]


@pytest.mark.parametrize(("method", "body", "problem"), WRONG)
def test_it_refuses_what_no_vote_may_say(first, secret_key, method, body, problem):
    answer = at_item(method, body, key=secret_key)
    assert (answer.status_code, answer.json()) == (400, problem)
    assert at_item("GET", key=secret_key).json() == first


@pytest.mark.parametrize("message_id", [MESSAGE, "job-77"])
def test_it_refuses_a_change_without_a_body(first, vote, secret_key, told, message_id):
    vote(message_id="job-77", key=secret_key)
    before = at_item("GET", message_id=message_id, key=secret_key).json()
    answer = at_item("PATCH", "", message_id=message_id, key=secret_key)
    fields = "rating, comment, tags, reasons, correction"
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": f"Send a JSON object with what is to change: {fields}."},
    )
    assert at_item("GET", message_id=message_id, key=secret_key).json() == before
    assert not PastVote.objects.exists()
    assert not VoteEvent.objects.exists()


@pytest.mark.parametrize("submitter", ["x" * 129])
def test_it_refuses_a_submitter_that_is_too_long(first, secret_key, submitter):
    answer = at_item("GET", submitter=submitter, key=secret_key)
    assert (answer.status_code, list(answer.json())) == (400, ["submitter"])


ODD = ["a/b", "a/b/", "/", "100% sure?", "é 👩‍👧#1", "..", "a//b", "x" * 255]


@pytest.mark.parametrize("name", ODD)
def test_it_finds_messages_by_odd_names(project, vote, secret_key, name):
    create_entry(project, message_id=name)
    assert vote(message_id=name).status_code == 200
    assert at_item("GET", message_id=name, key=secret_key).json()["message_id"] == name


@pytest.mark.parametrize("name", ["x" * 256, "a\0b"])
def test_it_refuses_what_is_no_name(project, secret_key, name):
    answer = at_item("GET", message_id=name, key=secret_key)
    assert (answer.status_code, list(answer.json())) == (400, ["message_id"])


def test_it_knows_both_spellings(first, secret_key):
    assert at_item("GET", key=secret_key, slash="").json() == first


@pytest.fixture
def told(project, first) -> Webhook:
    """Somebody who is told of votes from now on."""
    return Webhook.objects.create(project=project, name="chat", target="https://chat.example", created_at=NOW)


def events():
    return [(event.kind, event.vote["rating"], event.vote["comment"]) for event in VoteEvent.objects.oldest_first()]


def test_it_tells_of_every_step(told, vote, secret_key):
    vote(submitter="ann", rating="positive")
    vote(submitter="ann", rating="amazing")
    at_item("PATCH", {"rating": "amazing"}, submitter="ann", key=secret_key)
    at_item("DELETE", key=secret_key)
    assert events() == [
        ("vote.created", "positive", ""),
        ("vote.changed", "amazing", ""),
        ("vote.withdrawn", "negative", "wrong"),
    ]
    assert set(VoteEvent.objects.values_list("project", "request_id")) == {
        (told.project_id, Feedback.objects.get().request_id)
    }


@pytest.mark.parametrize("enabled", [False, None])
def test_it_keeps_no_events_where_nobody_is_told(told, other_project, vote, secret_key, enabled):
    Webhook.objects.update(**({"enabled": False} if enabled is False else {"project": other_project}))
    vote(submitter="ann")
    at_item("PATCH", {"rating": "amazing"}, key=secret_key)
    at_item("DELETE", key=secret_key)
    assert not VoteEvent.objects.exists()


def test_it_holds_a_vote_with_a_key_until_its_message_comes(project, vote, secret_key):
    answer = vote(message_id="job-77", key=secret_key, submitter="ann", reasons=["wrong"])
    held = HeldVote.objects.get()
    expected = {
        "message_id": "job-77", "rating": "negative", "comment": "", "tags": [],
        "created_at": held.created_at.isoformat().replace("+00:00", "Z"), "request_id": None,
        "submitter": "ann", "reasons": ["wrong"], "expires_at": held.expires_at.isoformat().replace("+00:00", "Z"),
    }  # fmt: skip
    assert (answer.status_code, answer.json()) == (202, expected)
    assert vote(message_id="job-77", key=secret_key, submitter="ann", rating="amazing").json() == expected
    read = at_item("GET", message_id="job-77", submitter="ann", key=secret_key)
    assert (read.status_code, read.json()) == (202, expected)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_it_changes_a_vote_that_waits(project, vote, secret_key, method):
    vote(message_id="job-77", key=secret_key, comment="wrong")
    answer = at_item(method, {"rating": "amazing"}, message_id="job-77", key=secret_key)
    comment = "wrong" if method == "PATCH" else ""
    assert (answer.status_code, answer.json()["rating"], answer.json()["comment"]) == (202, "amazing", comment)
    assert HeldVote.objects.get().rating == Rating.AMAZING


def test_it_withdraws_a_vote_that_waits(project, vote, secret_key):
    vote(message_id="job-77", key=secret_key)
    assert at_item("DELETE", message_id="job-77", key=secret_key).json()["request_id"] is None
    assert at_item("DELETE", message_id="job-77", key=secret_key).status_code == 404
    assert not HeldVote.objects.exists()
    assert not PastVote.objects.exists()


def test_it_holds_by_put_too(project, secret_key):
    assert at_item("PUT", SAID, message_id="job-77", key=secret_key).status_code == 202
    assert HeldVote.objects.get().correction == "Yes."


def test_it_holds_nothing_without_a_key(project, vote):
    assert vote(message_id="job-77").status_code == 404
    assert not HeldVote.objects.exists()


@pytest.mark.usefixtures("nothing_waits")
@pytest.mark.parametrize("key", ["public_key", "secret_key"])
def test_it_holds_nothing_where_the_project_lets_nothing_wait(vote, key, request):
    assert vote(message_id="job-77", key=request.getfixturevalue(key)).status_code == 404
    assert not HeldVote.objects.exists()
