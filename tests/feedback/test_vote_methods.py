"""`/v1/feedback`: other methods, other paths and failures are JSON too, and readable from every origin."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback import services
from tests.feedback.conftest import MESSAGE, URL, posted, readable

PATHS = ["/v1/feedback", "/v1/feedback/"]
ITEMS = ["/v1/feedback/x", "/v1/feedback/x/", "/v1/feedback//", "/v1/feedback/../x", "/v1/feedback/%00"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO"])
def test_it_refuses_other_methods(db, method, path):
    answer = readable(Client().generic(method, path))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("path", PATHS)
def test_it_refuses_head(db, path):
    answer = Client().head(path)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (405, "*")


@pytest.mark.parametrize("path", PATHS)
def test_it_lets_pages_of_every_origin_vote(path):
    origin = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    answer = Client().options(path, headers=origin)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, PUT, PATCH, DELETE, OPTIONS"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert allowed == ["content-type", "authorization", "x-gptboost-key", "x-gptboost-feedback-token"]


def test_it_cannot_be_told_another_method(entry):
    answer = readable(Client().get(URL, headers={"X-HTTP-Method-Override": "POST"}))
    assert answer.status_code == 405


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("method", ["POST", "TRACE", "PROPFIND", "FOO"])
def test_it_refuses_other_methods_below_its_path(db, method, path):
    answer = readable(Client().generic(method, path, "{}", content_type="application/json"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, PUT, PATCH, DELETE, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_it_asks_for_credentials_below_its_path(db, method, path):
    answer = readable(Client().generic(method, path, "{}", content_type="application/json"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_it_answers_json_to_a_host_that_is_not_served(db, settings):
    settings.ALLOWED_HOSTS = ["log.example"]
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()) == (400, {"detail": "Bad Request."})


def test_it_answers_json_when_it_fails(entry, monkeypatch):
    def give(**_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(services, "give_or_hold", give)
    client = Client(raise_request_exception=False)
    answer = posted({"message_id": MESSAGE, "rating": "positive"}, client=client)
    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal Server Error."})


def test_it_leaves_other_paths_alone(db):
    answer = Client().get("/v1/feedbacks")
    assert "Access-Control-Allow-Origin" not in answer.headers
