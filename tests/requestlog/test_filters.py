"""`RequestFilter`: the same rows on the page, in the API and in the exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

from requestlog.filters import RequestFilter
from requestlog.search.filling import fill_search
from tests.factories import NOW
from tests.requestlog.conftest import ROWS, create_row

Facts = dict[str, Any]
CHOICES: list[tuple[str, Callable[[Facts], bool]]] = [
    ("", lambda row: True),
    ("rating=negative", lambda row: row.get("rating") == "negative"),
    ("rating=amazing&rating=positive", lambda row: row.get("rating") in ("amazing", "positive")),
    ("rating=rated", lambda row: "rating" in row),
    ("rating=unrated", lambda row: "rating" not in row),
    ("rating=unrated&rating=negative", lambda row: row.get("rating") in (None, "negative")),
    ("rating=unrated&rating=rated", lambda row: True),
    ("comment=yes", lambda row: "comment" in row),
    ("comment=no", lambda row: "comment" not in row),
    ("q=refund", lambda row: "refund" in str([row.get(name) for name in ("prompt", "answer", "comment")]).lower()),
    ("q=100%25", lambda row: "100" in row.get("prompt", "")),
    ("q=it_a", lambda row: False),
    ("q=it_a*+me", lambda row: "it_a" in row.get("prompt", "")),
    ("q=%22100+plus%22", lambda row: "100 plus" in row.get("prompt", "")),
    ("q=refund+-gladly+-no", lambda row: row.get("answer") == "refund"),
    ("model=gpt-5", lambda row: row["model"] == "gpt-5"),
    ("model=gpt-5-mini&model=gpt-5-nano", lambda row: row["model"] != "gpt-5"),
    ("status=ok", lambda row: "status" not in row),
    ("status=error", lambda row: "status" in row),
    ("status=429&status=500", lambda row: row.get("status") in (429, 500)),
    ("status=ok&status=404", lambda row: row.get("status") in (None, 404)),
    ("state=interrupted", lambda row: row.get("state") == "interrupted"),
    ("state=interrupted&state=client_closed", lambda row: "state" in row),
    ("state=complete", lambda row: "state" not in row),
    ("state=complete&state=interrupted", lambda row: row.get("state") != "client_closed"),
    ("tag=money", lambda row: "money" in row.get("tags", [])),
    ("tag=money&tag=tone", lambda row: "tags" in row),
    ("user=ann", lambda row: row.get("end_user") == "ann"),
    ("session=s1", lambda row: row.get("session") == "s1"),
    ("since=1h", lambda row: row["hours"] <= 1),
    ("since=7d", lambda row: row["hours"] <= 7 * 24),
    ("since=2026-11-22", lambda row: row["hours"] <= 36),
    ("since=2026-11-23T10:00:00%2B01:00", lambda row: row["hours"] <= 3),
    ("until=24h", lambda row: row["hours"] > 24),
    ("until=2026-11-22", lambda row: row["hours"] > 12),
    ("until=2026-11-23T10:00", lambda row: row["hours"] > 2),
]


def filtered(project, query: str) -> list:
    data = QueryDict(query)
    return list(RequestFilter(data, project.requests.all(), project=project, now=NOW).qs.newest_first())


def expected(log, *conditions: Callable[[Facts], bool]) -> list:
    return [entry for entry, row in zip(log, ROWS, strict=True) if all(holds(row) for holds in conditions)]


@pytest.mark.parametrize(("query", "holds"), CHOICES, ids=[query for query, _ in CHOICES])
def test_it_finds_the_rows_alone_and_with_each_other_filter(project, log, query, holds):
    assert filtered(project, query) == expected(log, holds)
    for other, also_holds in CHOICES:
        if other.partition("=")[0] != query.partition("=")[0]:
            assert filtered(project, f"{query}&{other}") == expected(log, holds, also_holds), other


@pytest.mark.parametrize(("query", "holds"), CHOICES, ids=[query for query, _ in CHOICES])
def test_it_gives_the_api_and_each_export_the_same_rows(project, log, api, as_alice, query, holds):
    wanted = [str(entry.id) for entry in expected(log, holds)]
    assert [row["id"] for row in api(f"/v1/requests/?{query}").json()["results"]] == wanted
    exported = as_alice.get(f"/p/support/requests.json?{query}")
    assert [row["id"] for row in json.loads(exported.getvalue())] == wanted
    lines = as_alice.get(f"/p/support/requests.jsonl?{query}").getvalue().splitlines()
    assert [json.loads(line)["id"] for line in lines] == wanted
    table = as_alice.get(f"/p/support/requests.csv?{query}").getvalue().splitlines()[1:]
    assert [line.split(b",")[0].strip(b'"').decode() for line in table] == wanted


@pytest.mark.parametrize("name", ["id", "message_id", "upstream_request_id", "external_id"])
def test_it_finds_a_row_by_each_of_its_whole_ids(project, log, name):
    entry = create_row(project, message_id="chatcmpl-1", upstream_request_id="req_2", external_id="job-3")
    assert filtered(project, f"q={getattr(entry, name)}") == [entry]
    assert filtered(project, f"q={str(getattr(entry, name))[:-1]}") == []


def test_it_finds_nothing_of_another_project(project, other_project, log):
    for facts in ROWS:
        create_row(other_project, **facts)
    fill_search(now=NOW)
    for query, holds in CHOICES:
        assert filtered(project, query) == expected(log, holds), query


def test_it_finds_no_call_in_flight_as_ok_or_failed(project):
    create_row(project, state="started", status=0)
    assert filtered(project, "status=ok&status=error") == []


def test_it_ignores_empty_values_and_unknown_parameters(project, log):
    assert filtered(project, "rating=&q=&since=&model=&after=&utm_source=mail&id__in=1&_connector=OR") == log


def test_it_can_leave_filters_out(project, log):
    wanted = RequestFilter(QueryDict("rating=negative&model=gpt-5"), project.requests.all(), project=project, now=NOW)
    assert list(wanted.without("rating").qs.newest_first()) == expected(log, lambda row: row["model"] == "gpt-5")
