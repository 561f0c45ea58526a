"""`POST /v1/feedback/`: whose message a vote is about, with a key and without."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.models import Feedback
from projects.models import ApiKey
from requestlog.services import record
from tests.factories import NOW, chat_call, create_entry
from tests.feedback.conftest import MESSAGE, posted


@pytest.mark.parametrize("kind", ["secret_key", "public_key"])
def test_it_takes_both_kinds_of_keys(entry, vote, kind, request):
    assert vote(key=request.getfixturevalue(kind)).status_code == 200


def test_it_takes_the_key_in_a_header_of_its_own(entry, public_key):
    body = {"message_id": MESSAGE, "rating": "positive"}
    answer = posted(body, headers={"X-GPTBoost-Key": public_key, "Authorization": "Bearer sk-of-openai"})
    assert answer.status_code == 200


@pytest.mark.parametrize("key", ["pk_wrong", "sk_" + "x" * 40, "sk-proj-of-openai", "é", "' OR 1=1 --"])
def test_it_refuses_a_wrong_key(entry, vote, key):
    answer = vote(key=key)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "detail" in answer.json()
    assert not Feedback.objects.exists()


def test_it_refuses_a_revoked_key(entry, vote, public_key):
    ApiKey.objects.update(revoked_at=NOW)
    assert vote(key=public_key).status_code == 401


@pytest.mark.parametrize("authorization", ["Basic YWxpY2U6eA==", "Bearer", "Bearer ", "nonsense"])
def test_it_takes_a_header_without_a_key_for_none(entry, authorization):
    body = {"message_id": MESSAGE, "rating": "positive"}
    assert posted(body, headers={"Authorization": authorization}).status_code == 200


@pytest.mark.usefixtures("nothing_waits")
def test_it_looks_at_the_project_of_the_key_only(other_project, vote, public_key):
    create_entry(other_project, message_id=MESSAGE)
    answer = vote(key=public_key)
    assert (answer.status_code, answer.json()) == (404, {"detail": "No message has this id."})
    assert not Feedback.objects.exists()


def test_it_refuses_a_vote_without_a_key_where_the_project_demands_one(entry, project, vote, public_key):
    project.feedback_needs_key = True
    project.save()
    assert vote().status_code == 403
    assert not Feedback.objects.exists()
    assert vote(key=public_key).status_code == 200


def recorded(project, at):
    """A call with the contested id, which this server saw at `at`."""
    call = chat_call(project, message_id=MESSAGE)
    record(calls=[call], now=at)
    return str(call.id)


EARLIER, LATER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize("own_at", [NOW, LATER])
def test_it_gives_the_vote_to_the_project_that_saw_the_id_first(project, other_project, vote, own_at):
    first = recorded(project, EARLIER)
    recorded(other_project, own_at)
    assert vote().json()["request_id"] == first
    assert set(Feedback.objects.values_list("project", flat=True)) == {project.pk}


def test_it_stays_with_the_first_project_when_another_records_the_id_again_and_again(project, other_project, vote):
    first = recorded(project, NOW)
    for seconds in range(3):
        recorded(other_project, LATER + timedelta(seconds=seconds))
    assert vote().json()["request_id"] == first


def test_it_decides_alike_each_time_when_both_saw_the_id_at_once(project, other_project, vote):
    recorded(other_project, NOW)
    recorded(project, NOW)
    first = vote().json()["request_id"]
    assert (vote().status_code, vote().json()["request_id"]) == (208, first)


def test_it_votes_in_the_other_project_with_its_key(project, other_project, vote, secret_key):
    own = recorded(project, LATER)
    recorded(other_project, EARLIER)
    assert vote(key=secret_key).json()["request_id"] == own
    assert vote().json()["request_id"] != own
    assert Feedback.objects.count() == 2
