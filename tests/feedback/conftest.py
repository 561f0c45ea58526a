"""A message to vote on, and a vote that checks what every answer must have."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from requestlog.models import Request
from tests.factories import create_entry

MESSAGE = "chatcmpl-9xQ2hVb3mK1wZ7c4"
URL = "/v1/feedback/"


@pytest.fixture
def entry(project) -> Request:
    return create_entry(project, message_id=MESSAGE)


def posted(body: bytes | str | Any, *, client: Client | None = None, path: str = URL, **options: Any) -> HttpResponse:
    """The answer to a POST of `body`, as JSON unless it is text or bytes; readable from any origin, whatever it is."""
    sent = body if isinstance(body, bytes | str) else json.dumps(body)
    options.setdefault("content_type", "application/json")
    return readable((client or Client()).post(path, sent, **options))


def at_item(
    method: str,
    body: bytes | str | Any = None,
    *,
    message_id: str = MESSAGE,
    submitter: str | None = None,
    key: str = "",
    token: str = "",
    slash: str = "/",
) -> HttpResponse:
    """The answer of the vote's own URL to `method`; `body` as in `posted`."""
    query = "" if submitter is None else f"?submitter={quote(submitter)}"
    sent = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers |= {"X-GPTBoost-Feedback-Token": token} if token else {}
    path = f"{URL}{quote(message_id, safe='')}{slash}{query}"
    return readable(Client().generic(method, path, sent, content_type="application/json", headers=headers))


def readable(answer: HttpResponse) -> HttpResponse:
    """`answer`, which must be JSON that any origin may read, and set no cookie."""
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-GPTBoost-Feedback-Token"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Type"] == "application/json"
    assert isinstance(answer.json(), dict)
    assert not answer.cookies
    return answer


@pytest.fixture
def vote() -> Callable[..., HttpResponse]:
    """Votes 👎 on the message of `entry`; fields of the body as keywords, `key` and `path` beside them."""

    def vote(*, key: str = "", path: str = URL, **fields: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return posted({"message_id": MESSAGE, "rating": "negative", **fields}, path=path, headers=headers)

    return vote


@pytest.fixture
def nothing_waits(project) -> None:
    """Votes on unknown messages are refused, also with a key."""
    project.vote_hold_minutes = 0
    project.save()


@pytest.fixture
def fresh_limits():
    """Nothing counted yet, and nothing left behind."""
    cache.clear()
    yield
    cache.clear()
