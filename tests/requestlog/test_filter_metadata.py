"""The log's parameters `endpoint` and `meta`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict

from requestlog.filters import RequestFilter
from tests.factories import NOW, create_entry


@pytest.fixture
def calls(project):
    """The plans of four calls, and whether two of them are on trial."""
    made = ({"plan": "pro", "trial": True}, {"plan": "free", "trial": False}, {"plan": 3}, {})
    for minute, metadata in enumerate(made):
        endpoint = "embeddings" if metadata.get("plan") == 3 else "responses"
        create_entry(project, metadata=metadata, endpoint=endpoint, at=NOW + timedelta(minutes=minute))
    return project


def found(project, query: str) -> list:
    wanted = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
    return [entry.metadata.get("plan") for entry in wanted.qs.order_by("id")]


@pytest.mark.parametrize(
    ("query", "plans"),
    [
        ("meta=plan=pro", ["pro"]),
        ("meta=plan=pro&meta=plan=free", ["pro", "free"]),
        ("meta=plan=pro&meta=trial=false", []),
        ("meta=trial=true", ["pro"]),
        ("meta=plan=3", [3]),
        ("meta=plan=", []),
        ("meta=pl'an=pro", []),
        ("meta=plan__isnull=true", []),
        ("endpoint=embeddings", [3]),
        ("endpoint=responses&endpoint=embeddings&meta=trial=true", ["pro"]),
    ],
)
def test_it_finds_by_endpoint_and_metadata(calls, query: str, plans: list):
    assert found(calls, query) == plans


@pytest.mark.parametrize("text", ["plan", "=pro", "12=x", "%00=x", "+7=x"])
def test_it_refuses_what_is_no_pair(calls, text: str):
    wanted = RequestFilter(QueryDict(f"meta={text}"), calls.requests.all(), project=calls, now=NOW)
    assert list(wanted.problems) == ["meta"]
    assert not wanted.qs


def test_it_says_itself_in_words(calls):
    query = QueryDict("meta=plan=pro&endpoint=embeddings")
    wanted = RequestFilter(query, calls.requests.all(), project=calls, now=NOW)
    assert wanted.sentence() == "Requests endpoint embeddings, with plan=pro"
