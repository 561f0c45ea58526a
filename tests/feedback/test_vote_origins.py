"""Public keys with origins: a page elsewhere cannot use them."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import Feedback
from projects import services
from tests.feedback.conftest import MESSAGE, URL, posted, readable
from tests.feedback.credentials import keyed, token_for, with_token

APP, OTHER = "https://app.example.org", "https://evil.example"
BODY = {"message_id": MESSAGE, "rating": "positive"}


@pytest.fixture
def key(project) -> str:
    """Of pages of two origins."""
    return services.create_key(project=project, kind="public", origins=[APP, "http://localhost:3000"])[1]


@pytest.mark.parametrize("origin", [APP, "http://localhost:3000"])
def test_it_takes_the_key_on_its_pages(entry, key, origin):
    assert posted(BODY, headers={**keyed(key), "Origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "null",
        "http://app.example.org",
        f"{APP}:8443",
        f"{APP}.evil.example",
        "https://APP.example.org",
        f"{APP}/",
    ],
)
def test_it_refuses_the_key_on_other_pages_and_names_them(entry, key, origin):
    answer = posted(BODY, headers={**keyed(key), "Origin": origin})
    assert (answer.status_code, origin in answer.json()["detail"]) == (403, True)
    assert not Feedback.objects.exists()


def test_it_refuses_the_key_outside_of_pages(entry, key):
    answer = posted(BODY, headers=keyed(key))
    assert (answer.status_code, "without an Origin" in answer.json()["detail"]) == (403, True)


def test_it_looks_at_the_origin_of_a_key_in_the_body_too(entry, key):
    beacon = {**BODY, "key": key}
    assert posted(beacon, content_type="text/plain", headers={"Origin": OTHER}).status_code == 403
    assert posted(beacon, content_type="text/plain", headers={"Origin": APP}).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_it_looks_at_the_origin_also_where_a_token_comes_with_the_key(entry, key, method):
    both = {**with_token(token_for(entry.project_id, entry.id)), **keyed(key), "Origin": OTHER}
    answer = Client().generic(method, f"{URL}{MESSAGE}/", "{}", content_type="application/json", headers=both)
    assert readable(answer).status_code == 403


@pytest.mark.parametrize("origin", [OTHER, "null", ""])
def test_it_asks_no_other_credentials_for_their_origin(entry, public_key, secret_key, origin):
    headers = {"Origin": origin} if origin else {}
    token = with_token(token_for(entry.project_id, entry.id))
    codes = [posted(BODY, headers={**headers, **each}).status_code for each in (keyed(public_key), keyed(secret_key))]
    assert [*codes, posted(BODY, headers={**headers, **token}).status_code] == [200, 208, 208]


def test_it_cuts_an_origin_of_any_length(entry, key):
    answer = posted(BODY, headers={**keyed(key), "Origin": "https://" + "x" * 5000})
    assert (answer.status_code, len(answer.content) < 1000) == (403, True)
