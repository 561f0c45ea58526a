"""Every parameter of the log, alone and with each other one: the same rows on the page, in the API and in the exports.

Also: what people say of an answer never shows rows of another project.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import combinations, cycle
from typing import Any

import pytest
from django.contrib.auth.models import User

from feedback.services import give, vote_as_team
from feedback.services.reviewing import review
from projects.models import Membership, Project, Role
from requestlog.models import Request
from requestlog.ratings import RATINGS
from requestlog.search.filling import fill_search
from requestlog.triage import STATUSES
from tests.factories import NOW, create_entry

Facts = dict[str, Any]
# One row each, newest first: its call, who voted in this order, what the team said and did.
WORLD: list[Facts] = [
    {"call": {"prompt": "Refund me", "model": "gpt-5"}},
    {"votes": [("", "negative", {"comment": "No REFUND", "tags": ["money"], "reasons": ["wrong"]})]},
    {
        "votes": [("", "negative", {}), ("ann", "positive", {"reasons": ["outdated"]})],
        "review": {"status": "looking", "assignee": "mia"},
    },
    {
        "call": {"model": "gpt-5"},
        "votes": [("ann", "negative", {"correction": "Yes", "tags": ["tone"], "reasons": ["wrong", "unclear"]})],
        "review": {"status": "resolved", "assignee": "alice"},
    },
    {"votes": [("", "amazing", {"tags": ["money", "tone"]})], "team": "positive"},
    {"call": {"status": 500}, "team": "negative", "review": {"assignee": "mia", "correction": "Sorry"}},
    {"votes": [("", "negative", {"comment": "rude"})], "review": {"status": "wont_fix"}},
    {"call": {"model": "gpt-5"}, "votes": [("bea", "positive", {"comment": "my refund came"})]},
    {"call": {"status": 429, "end_user": "ann"}},
    {"votes": [("ann", "positive", {"correction": "Shorter", "tags": ["tone"]})], "team": "amazing"},
]
EVERY = set(range(len(WORLD)))
# The places in `WORLD` that each must find
SINGLE: dict[str, set[int]] = {
    "rating=negative": {1, 3, 6},
    "rating=positive&rating=amazing": {2, 4, 7, 9},
    "rating=unrated": {0, 5, 8},
    "comment=yes": {1, 6, 7},
    "comment=no": EVERY - {1, 6, 7},
    "q=refund": {0, 1, 7},
    "tag=money": {1, 4},
    "tag=money&tag=tone": {1, 3, 4, 9},
    "reason=wrong": {1, 3},
    "reason=outdated&reason=unclear": {2, 3},
    "submitter=ann": {2, 3, 9},
    "correction=yes": {3, 5, 9},
    "correction=no": EVERY - {3, 5, 9},
    "team=negative": {5},
    "team=amazing&team=positive": {4, 9},
    "team=rated": {4, 5, 9},
    "team=unrated": EVERY - {4, 5, 9},
    "triage=new": {1, 5},
    "triage=waiting": {1, 2, 5},
    "triage=resolved&triage=wont_fix": {3, 6},
    "assignee=mia": {2, 5},
    "assignee=none": {1, 6},
    "model=gpt-5": {0, 3, 7},
    "status=error": {5, 8},
}
# One or two of each parameter, for the pairs by each face
PAIRED = [
    *("rating=negative", "rating=unrated", "comment=yes", "q=refund", "tag=money&tag=tone", "reason=wrong"),
    *("submitter=ann", "correction=yes", "team=rated", "triage=waiting", "triage=resolved&triage=wont_fix"),
    *("assignee=mia", "assignee=none", "model=gpt-5"),
]
Ids = list[str]


@pytest.fixture
def world(project: Project, alice: User) -> Ids:
    """The ids of `WORLD`."""
    mia = User.objects.create_user("mia")
    Membership.objects.create(project=project, user=mia, role=Role.MEMBER)
    people = {"alice": alice, "mia": mia}
    ids = [str(made(project, facts, NOW - timedelta(hours=hours), people).id) for hours, facts in enumerate(WORLD)]
    fill_search(now=NOW)
    return ids


def made(project: Project, facts: Facts, at: Any, people: dict[str, User]) -> Request:
    """One row of `WORLD`, everything said of it as people say it."""
    entry, alice = create_entry(project, at=at, **facts.get("call", {})), people["alice"]
    for minute, (submitter, rating, said) in enumerate(facts.get("votes", [])):
        when = NOW + timedelta(minutes=minute)
        give(message_id=str(entry.id), rating=RATINGS[rating], submitter=submitter, project=project, now=when, **said)
    if "team" in facts:
        vote_as_team(project=project, entry=entry, user=alice, rating=RATINGS[facts["team"]], now=NOW)
    if "review" in facts:
        done = {**facts["review"]}
        done |= {"status": STATUSES[done["status"]]} if "status" in done else {}
        done |= {"assignee": people[done["assignee"]]} if "assignee" in done else {}
        review(project=project, request_id=entry.id, user=alice, now=NOW, **done)
    return entry


@pytest.fixture
def faces(as_alice, api) -> dict[str, Callable[[str], Ids]]:
    """The ids that each face gives for a query string, in its order."""

    def rows(query: str) -> Ids:
        return [row.url.split("/")[4] for row in as_alice.get(f"/p/support/requests/?{query}").context["rows"]]

    def table(query: str) -> Ids:
        text = as_alice.get(f"/p/support/requests.csv?{query}").getvalue().decode()
        return [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))]

    def lines(query: str) -> Ids:
        text = as_alice.get(f"/p/support/requests.jsonl?{query}").getvalue()
        return [json.loads(line)["id"] for line in text.splitlines()]

    def listed(query: str) -> Ids:
        return [row["id"] for row in api(f"/v1/requests/?{query}").json()["results"]]

    return {"page": rows, "csv": table, "jsonl": lines, "api": listed}


def at(world: Ids, places: Iterable[int]) -> Ids:
    return [world[place] for place in sorted(places)]


def parameter(query: str) -> str:
    return query.partition("=")[0]


def test_it_finds_by_each_parameter_alone(world, faces):
    for query, places in SINGLE.items():
        for name, face in faces.items():
            assert face(query) == at(world, places), (query, name)


@pytest.mark.parametrize("names", [("page",), ("api",), ("csv", "jsonl")], ids="-".join)
def test_it_finds_by_each_two_parameters(world, faces, names):
    pairs = [pair for pair in combinations(PAIRED, 2) if parameter(pair[0]) != parameter(pair[1])]
    turns = cycle(faces[name] for name in names)
    found = {pair: face("&".join(pair)) for pair, face in zip(pairs, turns, strict=False)}
    wanted = {pair: at(world, SINGLE[pair[0]] & SINGLE[pair[1]]) for pair in pairs}
    assert found == wanted
    assert sum(map(bool, wanted.values())) > len(pairs) / 3


def test_it_shows_nothing_of_another_project(world, faces, project, other_project, charlie):
    strangers = {"alice": charlie, "mia": charlie}
    for facts in WORLD:
        mine = {**facts, "review": {}} if "review" in facts else facts
        made(other_project, mine | {"team": "negative"}, NOW, strangers)
    for query, places in SINGLE.items():
        assert faces["jsonl"](query) == at(world, places), query


@pytest.mark.parametrize("query", ["assignee=charlie", "assignee=nobody", "submitter=Ann", "reason=wron", "reason=x"])
def test_it_finds_nothing_for_what_nobody_said(world, faces, charlie, query):
    assert [face(query) for face in faces.values()] == [[], [], [], []]
