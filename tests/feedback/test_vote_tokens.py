"""Vote tokens: what a vote is answered with, and what that opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from projects.models import Project
from requestlog.models import Request
from tests.factories import create_entry
from tests.feedback.conftest import MESSAGE, URL, posted
from tests.feedback.credentials import stored, token_for, with_token

HEADER = "X-GPTBoost-Feedback-Token"
ITEM = f"{URL}{MESSAGE}/"


def voted(submitter: str = "", rating: str = "positive"):
    return posted({"message_id": MESSAGE, "rating": rating, "submitter": submitter})


def changed(token: str, submitter: str = "", rating: str = "amazing"):
    body = {"rating": rating}
    path = f"{ITEM}?submitter={submitter}"
    return Client().patch(path, body, content_type="application/json", headers=with_token(token))


def test_it_answers_a_new_vote_with_its_token_and_no_other(entry):
    assert voted().headers[HEADER].startswith("vt_")
    assert HEADER not in voted().headers
    assert HEADER not in posted({"message_id": "unknown", "rating": "positive"}).headers


@pytest.mark.parametrize("submitter", ["", "anna"])
def test_it_changes_and_withdraws_the_vote_that_it_came_with(entry, submitter):
    token = voted(submitter).headers[HEADER]
    assert changed(token, submitter).json()["rating"] == "amazing"
    assert Client().get(f"{ITEM}?submitter={submitter}", headers=with_token(token)).status_code == 200
    assert Client().delete(f"{ITEM}?submitter={submitter}", headers=with_token(token)).status_code == 200
    assert stored() == []


def test_it_opens_nobody_elses_vote(entry):
    annas, own = voted("anna").headers[HEADER], voted().headers[HEADER]
    for token, submitter in [(annas, "bert"), (annas, ""), (own, "anna")]:
        assert changed(token, submitter).status_code == 403
        assert Client().delete(f"{ITEM}?submitter={submitter}", headers=with_token(token)).status_code == 403
    assert stored() == [("", "positive"), ("anna", "positive")]


def test_it_opens_no_other_message(project, entry):
    create_entry(project, message_id="another")
    token = voted().headers[HEADER]
    body = {"message_id": "another", "rating": "negative"}
    assert posted(body, headers=with_token(token)).status_code == 403
    assert Client().get(f"{URL}another/", headers=with_token(token)).status_code == 403
    assert stored() == [("", "positive")]


def test_it_opens_the_message_by_each_of_its_ids(entry):
    token = token_for(entry.project_id, entry.id)
    answer = posted({"message_id": str(entry.id), "rating": "positive"}, headers=with_token(token))
    assert answer.json()["request_id"] == str(entry.id)


def test_it_opens_the_older_of_two_messages_with_one_id(project, entry):
    newer = create_entry(project, message_id=MESSAGE, at=entry.created_at + timedelta(seconds=1))
    token = token_for(project.pk, entry.id)
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, headers=with_token(token))
    assert answer.json()["request_id"] == str(entry.id) != str(newer.id)


def test_it_lets_the_token_of_a_message_speak_for_everybody(entry):
    token = token_for(entry.project_id, entry.id)
    for submitter in ("", "anna"):
        body = {"message_id": MESSAGE, "rating": "positive", "submitter": submitter}
        assert posted(body, headers=with_token(token)).status_code == 200
        assert changed(token, submitter).status_code == 200
    assert stored() == [("", "amazing"), ("anna", "amazing")]


def test_it_is_good_for_the_time_that_is_set(entry, settings):
    settings.VOTE_TOKEN_SECONDS = 120
    token = voted().headers[HEADER]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=118)):
        assert changed(token).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=122)):
        assert changed(token, rating="negative").status_code == 401
    assert stored() == [("", "amazing")]


def test_it_ends_with_the_secret_of_the_server(entry, settings):
    token = voted().headers[HEADER]
    settings.VOTE_TOKEN_PEPPER = b"another"
    assert changed(token).status_code == 401


def test_it_means_the_default_project_where_the_gateway_did_not_know_it(db):
    entry: Request = create_entry(Project.objects.get(slug="default"), message_id=MESSAGE)
    token = token_for(0, entry.id)
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, headers=with_token(token))
    assert answer.json()["request_id"] == str(entry.id)


def test_it_does_not_mean_another_project_by_that(project, entry, public_key):
    token = token_for(0, entry.id)
    both = {**with_token(token), "X-GPTBoost-Key": public_key}
    body = {"message_id": MESSAGE, "rating": "positive"}
    assert (posted(body, headers=both).status_code, posted(body, headers=with_token(token)).status_code) == (403, 404)
    assert stored() == []
