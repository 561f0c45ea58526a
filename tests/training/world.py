"""Stored rows with votes and corrections, and the training sets of a project read as the formats say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from feedback.models import Feedback, Review, Source
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS
from tests.factories import NOW, create_entry
from tests.training import independent


def create_case(project: Project, rating: str = "", *, age: int = 0, **facts: Any) -> Request:
    """A call `age` minutes ago, rated by a user; `correction` is theirs, `review` the team's, `team` a team vote's."""
    written = {name: facts.pop(name, "") for name in ("correction", "review", "team")}
    entry = create_entry(project, at=NOW - timedelta(minutes=age), **facts)
    if rating:
        create_vote(entry, rating=RATINGS[rating], correction=written["correction"])
        project.requests.filter(id=entry.id).update(rating=RATINGS[rating])
    if written["team"]:
        create_vote(entry, source=Source.TEAM, submitter="1", correction=written["team"])
    if written["review"]:
        Review.objects.create(project=project, request_id=entry.id, correction=written["review"], updated_at=NOW)
    return entry


def create_vote(entry: Request, **said: Any) -> Feedback:
    facts = {"rating": 1, "created_at": NOW, "updated_at": NOW, "message_id": entry.message_id, **said}
    return Feedback.objects.create(project=entry.project, request=entry, **facts)


def taught(client: Client, query: str = "") -> dict[str, str]:
    """What each prompt is answered with in the supervised set."""
    lines = [independent.sft(line) for line in read(client, "sft", query)]
    return {line["messages"][-2]["content"]: line["messages"][-1]["content"] for line in lines}


def pairs(client: Client, query: str = "") -> dict[str, tuple[str, str]]:
    """The better and the worse answer to each prompt in the preference set."""
    lines = [independent.dpo(line) for line in read(client, "dpo", query)]
    outputs = ("preferred_output", "non_preferred_output")
    return {line["input"]["messages"][-1]["content"]: tuple(line[o][0]["content"] for o in outputs) for line in lines}


def read(client: Client, kind: str, query: str = "") -> list[bytes]:
    answer = client.get(f"/p/support/requests.{kind}.jsonl{query}")
    assert answer.status_code == 200, answer.content
    return answer.getvalue().splitlines(keepends=True)
