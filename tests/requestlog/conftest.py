"""A small log that has something of everything, and clients for its faces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback.services import give
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS
from requestlog.search.filling import fill_search
from tests.factories import NOW, create_entry

# What is known of each row of `log`, newest first; `hours` ago it was created.
ROWS: list[dict[str, Any]] = [
    {"hours": 0.2, "model": "gpt-5", "end_user": "ann", "session": "s1", "rating": "positive", "comment": "Great one"},
    {"hours": 0.5, "model": "gpt-5-mini", "end_user": "ann", "status": 429},
    {
        "hours": 2,
        "model": "gpt-5-mini",
        "session": "s2",
        "rating": "negative",
        "comment": "No REFUND",
        "tags": ["money"],
    },
    {"hours": 3, "model": "gpt-5", "rating": "amazing", "tags": ["money", "tone"]},
    {"hours": 20, "model": "gpt-5-nano", "prompt": "Refund me 100% of it_all", "answer": "Gladly"},
    {"hours": 30, "model": "gpt-5", "end_user": "bea", "status": 500, "state": "interrupted"},
    {"hours": 100, "model": "gpt-5-nano", "end_user": "bea", "rating": "negative", "tags": ["tone"]},
    {
        "hours": 240,
        "model": "gpt-5-mini",
        "session": "s1",
        "state": "client_closed",
        "prompt": "What is 100 plus 1?",
        "answer": "refund",
    },
    {"hours": 900, "model": "gpt-5", "end_user": "ann", "rating": "positive", "comment": "good", "status": 404},
]


def rate(project: Project, entry: Request, rating: str, comment: str = "", tags: tuple[str, ...] = ()) -> None:
    """A vote on `entry`, as the endpoint gives it."""
    give(message_id=str(entry.id), rating=RATINGS[rating], comment=comment, tags=list(tags), project=project, now=NOW)


def create_row(project: Project, **facts: Any) -> Request:
    """One row of a log: a call `hours` ago with its vote."""
    vote = {name: facts.pop(name) for name in ("comment", "tags") if name in facts}
    rating = facts.pop("rating", None)
    entry = create_entry(project, at=NOW - timedelta(hours=facts.pop("hours", 0)), **facts)
    if rating:
        rate(project, entry, rating, **vote)
    return entry


@pytest.fixture
def log(project: Project) -> list[Request]:
    """The rows of `ROWS`, newest first, in `project`, found by search."""
    entries = [create_row(project, **facts) for facts in ROWS]
    fill_search(now=NOW)
    return entries


Get = Callable[..., Any]


@pytest.fixture
def api(client: Client, secret_key: str, time_machine: Any) -> Get:
    """GET of the log's API with the secret key of `project`, at `NOW`."""
    time_machine.move_to(NOW, tick=False)
    return lambda path="/v1/requests/", **options: client.get(
        path, headers={"Authorization": f"Bearer {secret_key}"}, **options
    )


@pytest.fixture
def post(client: Client, secret_key: str) -> Get:
    """POST of JSON to the log's API with the secret key of `project`."""

    def send(body: Any, **options: Any) -> Any:
        return client.post(
            "/v1/requests/",
            body,
            **{"content_type": "application/json", "headers": {"Authorization": f"Bearer {secret_key}"}, **options},
        )

    return send
