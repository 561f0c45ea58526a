"""Which values there are to filter by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from requestlog import facet_votes, facets
from requestlog.facets import facets_of
from requestlog.filters import RequestFilter
from requestlog.rollup.reading import asked_of, rolled_up
from requestlog.rollup.rolling import roll_up
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated

TODAY = NOW.date()


@pytest.fixture
def log(project):
    create_rated(project, "negative", tags=("tone", "price"), model="gpt-5", end_user="ann")
    create_rated(project, "positive", tags=("tone",), model="gpt-5", end_user="ben")
    create_entry(project, model="gpt-5-mini", status=429, end_user="ann")
    create_entry(project, model="gpt-5-mini", state="interrupted", at=NOW - timedelta(days=3))
    return project


def found(project, query: str = "", rolled=None) -> dict[str, dict[str, int]]:
    filter = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
    of = facets_of(project, filter, rolled)
    return {name: {facet.value: facet.count for facet in of.of(name).facets} for name in facets.COLUMNS}


def test_it_counts_the_values_of_all_rows(log):
    assert found(log) == {
        "model": {"gpt-5": 2, "gpt-5-mini": 2},
        "status": {"ok": 3, "error": 1},
        "state": {"complete": 3, "interrupted": 1},
        "user": {"ann": 2, "ben": 1},
        "tag": {"tone": 2, "price": 1},
        "reason": {},
    }


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("model=gpt-5", "model", {"gpt-5": 2, "gpt-5-mini": 2}),
        ("model=gpt-5", "user", {"ann": 1, "ben": 1}),
        ("user=ann", "user", {"ann": 2, "ben": 1}),
        ("user=ann", "tag", {"tone": 1, "price": 1}),
        ("tag=price", "tag", {"tone": 2, "price": 1}),
        ("tag=price", "model", {"gpt-5": 1}),
        ("status=429", "status", {"ok": 3, "error": 1}),
        ("status=error&rating=negative", "model", {}),
        ("since=24h", "state", {"complete": 3}),
        ("rating=unrated", "tag", {}),
    ],
)
def test_it_counts_what_the_other_filters_leave(log, query, name, values):
    assert found(log, query)[name] == values


def test_it_asks_once_whatever_is_in_use(log):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found(log, "model=gpt-5&status=ok&state=complete&user=ann&tag=tone&reason=x")
    assert len(asked) == 1


def test_it_says_where_it_counts_the_newest_alone(log, monkeypatch):
    monkeypatch.setattr(facets, "LOOKED_AT", 2)
    filter = RequestFilter(QueryDict(""), log.requests.all(), project=log, now=NOW)
    of = facets_of(log, filter, None)
    assert (of.of("user").newest, of.of("tag").newest) == (2, 2)
    assert sum(facet.count for facet in of.of("model").facets) == 2


@pytest.mark.parametrize("query", ["user=ann", "status=error", "tag=tone", "model=gpt-5&state=complete"])
def test_it_finds_the_same_where_all_rows_are_known(log, query):
    filter = RequestFilter(QueryDict(query), log.requests.all(), project=log, now=NOW)
    ids = list(filter.qs.values_list("id", flat=True))
    assert ids
    assert facets_of(log, filter, None, ids) == facets_of(log, filter, None)


@pytest.mark.parametrize(("query", "rows", "rated"), [("status=ok", 3, 1), ("status=ok&state=complete", 1, 1)])
def test_it_looks_at_few_rows_where_they_are_scattered(log, monkeypatch, query, rows, rated):
    monkeypatch.setattr(facets, "FEW", 1)
    filter = RequestFilter(QueryDict(query), log.requests.all(), project=log, now=NOW)
    of = facets_of(log, filter, None)
    assert sum(facet.count for facet in of.of("model").facets) == rows
    assert (of.of("model").newest, of.of("tag").newest) == (rows % 3, rated)


def test_it_takes_models_and_outcomes_from_the_roll_up_of_a_large_log(log, monkeypatch):
    roll_up(now=NOW)
    log.requests.all().update(model="changed behind its back")
    monkeypatch.setattr(facets, "LOOKED_AT", 3)
    for query, models, outcomes in (
        ("", {"gpt-5": 2, "gpt-5-mini": 2}, {"ok": 3, "error": 1}),
        ("model=gpt-5", {"gpt-5": 2, "gpt-5-mini": 2}, {"ok": 2}),
        ("status=error&rating=unrated", {"gpt-5-mini": 1}, {"ok": 1, "error": 1}),
    ):
        filter = RequestFilter(QueryDict(query), log.requests.all(), project=log, now=NOW)
        rolled = rolled_up(log, asked_of(filter), TODAY, NOW)
        assert (found(log, query, rolled)["model"], found(log, query, rolled)["status"]) == (models, outcomes)


@pytest.mark.parametrize(("among", "tags", "newest"), [(1, {}, 1), (2, {"old": 1}, 2)])
def test_it_looks_no_further_for_votes_where_no_index_says_which_rows_are_rated(
    project, monkeypatch, among, tags, newest
):
    create_rated(project, "positive", tags=("old",), end_user="cat", at=NOW - timedelta(hours=2))
    create_entry(project, end_user="cat", at=NOW - timedelta(hours=1))
    monkeypatch.setattr(facet_votes, "MOST", among)
    monkeypatch.setattr(facets, "LOOKED_AT", 2)
    of = facets_of(
        project, RequestFilter(QueryDict("user=cat"), project.requests.all(), project=project, now=NOW), None
    )
    assert {facet.value: facet.count for facet in of.of("tag").facets} == tags
    assert (of.of("tag").newest, of.of("tag").rated) == (newest, False)


@pytest.mark.parametrize(("query", "asks"), [("status=error", False), ("status=ok", True)])
def test_it_looks_for_votes_only_where_the_roll_up_knows_of_any(log, monkeypatch, query, asks):
    roll_up(now=NOW)
    monkeypatch.setattr(facets, "LOOKED_AT", 3)
    filter = RequestFilter(QueryDict(query), log.requests.all(), project=log, now=NOW)
    rolled = rolled_up(log, asked_of(filter), TODAY, NOW)
    with CaptureQueriesContext(connection) as asked:
        tags = found(log, query, rolled)["tag"]
    assert ("feedback_feedback" in asked.captured_queries[-1]["sql"]) is bool(tags) is asks


def test_it_knows_nothing_of_other_projects(log, other_project):
    assert found(other_project) == {key: {} for key in facets.COLUMNS}
