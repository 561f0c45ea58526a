"""Votes: which credentials open what, however they are sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from feedback.models import Feedback
from projects import services
from projects.models import ApiKey
from tests.factories import NOW, create_entry
from tests.feedback.conftest import MESSAGE, URL, posted, readable
from tests.feedback.credentials import keyed, token_for, with_token

METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"]
ITEM_METHODS = METHODS[1:]
BODY = {"message_id": MESSAGE, "rating": "positive"}
# What POST is answered, and what all the others are
TABLE = {
    "nothing": (200, 401),
    "public key": (200, 403),
    "secret key": (200, 200),
    "token of the message": (200, 200),
    "token of the vote": (200, 200),
    "public key and token": (200, 200),
    "secret key and token": (200, 200),
    "token of another submitter": (403, 403),
    "token of another message": (403, 403),
    "token of another project": (404, 404),
    "public key and token of another project": (403, 403),
    "secret key and token of another project": (403, 403),
    "secret key of another project": (404, 404),
    "public key of another project": (404, 403),
    "expired token": (401, 401),
    "forged token": (401, 401),
    "no token": (401, 401),
    "secret key and expired token": (401, 401),
    "unknown key": (401, 401),
    "revoked key": (401, 401),
    "revoked key and token": (401, 401),
}


@pytest.fixture
def credentials(entry, project, other_project, public_key, secret_key) -> dict[str, dict[str, str]]:
    """Headers by the names in the table."""
    another = create_entry(project, message_id="another")
    project_ids = project.pk, other_project.pk
    other_project.vote_hold_minutes = 0
    other_project.save()
    revoked, text = services.create_key(project=project, kind="secret")
    services.revoke_key(key=revoked, now=NOW)
    keys = {
        "public key": public_key,
        "secret key": secret_key,
        "secret key of another project": services.create_key(project=other_project, kind="secret")[1],
        "public key of another project": services.create_key(project=other_project, kind="public")[1],
        "unknown key": "sk_" + "x" * 40,
        "revoked key": text,
    }
    tokens = {
        "token of the message": token_for(project.pk, entry.id),
        "token": token_for(project.pk, entry.id),
        "token of the vote": token_for(project.pk, entry.id, submitter=""),
        "token of another submitter": token_for(project.pk, entry.id, submitter="bert"),
        "token of another message": token_for(project.pk, another.id),
        "token of another project": token_for(project_ids[1], entry.id),
        "expired token": token_for(project.pk, entry.id, seconds=-1),
        "forged token": token_for(project.pk, entry.id, pepper=b"of somebody else"),
        "no token": "vt_nonsense",
    }
    headers = {name: keyed(key) for name, key in keys.items()} | {
        name: with_token(token) for name, token in tokens.items()
    }
    for name in TABLE:
        first, _, second = name.partition(" and ")
        if second:
            headers[name] = headers[first] | headers[second]
    return headers | {"nothing": {}}


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("name", TABLE)
def test_it_opens_what_the_table_says(credentials, name, slash):
    answers = {}
    for method in METHODS:
        path = f"/v1/feedback{slash}" if method == "POST" else f"/v1/feedback/{MESSAGE}{slash}"
        body = "" if method in ("GET", "DELETE") else json.dumps(BODY)
        answer = Client().generic(method, path, body, content_type="application/json", headers=credentials[name])
        answers[method] = readable(answer).status_code
    post, others = TABLE[name]
    assert answers == {"POST": post, **dict.fromkeys(ITEM_METHODS, others)}
    assert Feedback.objects.exists() is ((post, others) in [(200, 401), (200, 403)])


def test_it_says_what_is_wrong(credentials):
    said = {
        "unknown key": "This key is not known here, or was revoked.",
        "expired token": "This vote token has expired.",
        "forged token": "This vote token was not made here.",
        "no token": "This is no vote token.",
        "token of another message": "This vote token is for another message.",
        "public key and token of another project": "The key and the vote token are of different projects.",
    }
    assert {name: posted(BODY, headers=credentials[name]).json()["detail"] for name in said} == said


@pytest.fixture
def token(project, entry) -> str:
    return token_for(project.pk, entry.id)


def ways(key: str) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """Headers and fields of the body that bring `key`."""
    sent = [keyed(key), {"X-GPTBoost-Key": key}, {"Authorization": f"bearer  {key} "}]
    return [*((headers, {}) for headers in sent), ({}, {"key": key})]


@pytest.mark.parametrize("way", range(4))
def test_it_takes_a_public_key_however_it_is_sent(entry, project, public_key, way):
    project.feedback_needs_key = True
    project.save()
    headers, fields = ways(public_key)[way]
    assert posted({**BODY, **fields}, headers=headers).status_code == 200


@pytest.mark.parametrize("way", range(4))
def test_it_takes_a_token_however_it_is_sent_also_where_a_key_is_demanded(entry, project, token, way):
    project.feedback_needs_key = True
    project.save()
    assert posted(BODY).status_code == 403
    headers, fields = ways(token)[way]
    assert posted({**BODY, **fields}, headers=headers).status_code == 200


@pytest.mark.parametrize("way", range(4))
def test_it_refuses_a_wrong_one_however_it_is_sent(entry, way):
    for wrong in ("pk_" + "x" * 40, "vt_" + "x" * 71):
        headers, fields = ways(wrong)[way]
        assert posted({**BODY, **fields}, headers=headers).status_code == 401
    assert not Feedback.objects.exists()


def test_it_takes_a_key_in_a_header_and_a_token_in_the_body_together(entry, public_key, token):
    body = {"rating": "negative", "key": token}
    answer = Client().put(f"{URL}{MESSAGE}/", body, content_type="application/json", headers=keyed(public_key))
    assert answer.status_code == 201


def test_it_refuses_a_secret_key_in_a_body(entry, secret_key):
    answer = posted({**BODY, "key": secret_key})
    assert (answer.status_code, list(answer.json())) == (400, ["key"])
    assert "must not be in a browser" in answer.json()["key"][0]
    assert secret_key not in answer.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("key", [7, ["pk_"], {"a": 1}, True])
def test_it_refuses_a_key_that_is_no_string(entry, key):
    answer = posted({**BODY, "key": key})
    assert (answer.status_code, answer.json()) == (400, {"key": ["Must be a string."]})


@pytest.mark.parametrize("key", [None, ""])
def test_it_takes_an_empty_key_for_none(entry, key):
    assert posted({**BODY, "key": key}).status_code == 200


@pytest.mark.parametrize("key", ["\ud800", "\x00", "é", "' OR 1=1 --", "vt_\ud800"])
def test_it_refuses_odd_text_for_a_key(entry, key):
    assert posted({**BODY, "key": key}).status_code == 401


def test_it_reads_no_body_of_what_is_no_method_of_the_path(db):
    answer = Client().put(URL, "no JSON", content_type="text/html")
    assert readable(answer).status_code == 405


def test_it_refuses_the_token_of_a_project_that_is_gone(entry):
    answer = posted(BODY, headers=with_token(token_for(entry.project_id + 99, entry.id)))
    assert (answer.status_code, answer.json()["detail"]) == (401, "The project of this vote token is no more.")


def test_it_asks_for_the_project_alone_of_a_token(entry, token, django_assert_max_num_queries):
    """As for a key: one question more than without."""
    posted(BODY)
    with django_assert_max_num_queries(40) as without:
        posted(BODY)
    with django_assert_max_num_queries(40) as with_one:
        posted(BODY, headers=with_token(token))
    assert len(with_one) == len(without) + 1


def test_it_names_the_credentials_in_the_history(entry, secret_key, token):
    for name, headers in [(f"key {ApiKey.objects.get()}", keyed(secret_key)), ("vote token", with_token(token))]:
        posted(BODY)
        Client().delete(f"{URL}{MESSAGE}/", headers=headers)
        assert entry.project.past_votes.order_by("-id").first().ended_by == name
