"""/p/<slug>/insights/<table>.csv"""

from __future__ import annotations

import csv
from io import StringIO

import pytest
import time_machine
from django.test import Client

from projects.models import Project
from tests.factories import NOW
from tests.insights.test_insights_page import vote

URL = "/p/support/insights/{}.csv"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def rows(client: Client, table: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(URL.format(table) + query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert f"support {table} 2026-" in answer["Content-Disposition"]
    return list(csv.DictReader(StringIO(answer.content.decode(), newline="")))


def test_it_gives_numbers_as_spreadsheets_take_them(as_alice: Client, project: Project):
    for rating in ("positive", "negative"):
        vote(project, rating, model="gpt-5")
    [row] = rows(as_alice, "models")
    assert row == {
        "model": "gpt-5",
        "rated": "2",
        "satisfied": "1",
        "share": "0.5000",
        "share_low": "0.0945",
        "share_high": "0.9055",
        "mean_latency_ms": "1200",
        "cost_usd": row["cost_usd"],
        "cost_per_liked_usd": row["cost_per_liked_usd"],
    }


def test_it_gives_the_table_of_the_page_with_the_same_query(as_alice: Client, project: Project):
    vote(project, "negative", tags=["tone"], reasons=["wrong"], metadata={"plan": "pro"}, end_user="ann")
    assert [row["from"] for row in rows(as_alice, "days", "?since=2026-11-20&until=2026-11-23")] == ["2026-11-23"]
    assert [row["tag"] for row in rows(as_alice, "tags")] == ["tone"]
    assert [row["reason"] for row in rows(as_alice, "reasons")] == ["wrong"]
    by = {name: rows(as_alice, "by", f"?by={name}")[0] for name in ("user", "endpoint", "meta.plan")}
    by = {name: next(iter(row.values())) for name, row in by.items()}
    assert by == {"user": "ann", "endpoint": "chat/completions", "meta.plan": "pro"}
    sides = rows(as_alice, "comparison", "?a=meta.plan%3Dpro&b=all&b_in=before")
    assert [(row["side"], row["rated"]) for row in sides] == [("A", "1"), ("B", "0"), ("A − B", "")]


def test_it_holds_no_formula(as_alice: Client, project: Project):
    vote(project, "negative", tags=["=1+1"], metadata={"plan": "@sum", "release": "-2"}, model="+cmd")
    for table, query in (("tags", ""), ("models", ""), ("by", "?by=meta.plan"), ("by", "?by=meta.release")):
        [row] = rows(as_alice, table, query)
        assert next(iter(row.values()))[:2] in ("'=", "'+", "'@", "'-")


def test_it_refuses_what_the_page_would_replace(as_alice: Client, project: Project):
    answer = as_alice.get(URL.format("days") + "?window=1y")
    assert (answer.status_code, answer.content.decode()[:26]) == (400, "There is no window “1y”. C")
    assert as_alice.get(URL.format("comparison")).status_code == 400


@pytest.mark.parametrize("table", ["nothing", "dimensions", "comments"])
def test_it_has_no_other_table(as_alice: Client, project: Project, table: str):
    assert as_alice.get(URL.format(table)).status_code == 404


def test_it_is_hidden_from_strangers(client: Client, charlie, project: Project):
    assert client.get(URL.format("days")).status_code == 302
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(URL.format("days")).status_code == 404


def test_it_says_that_it_takes_too_long(as_alice: Client, project: Project, settings):
    settings.SCREEN_SECONDS = 0
    answer = as_alice.get(URL.format("days"))
    assert (answer.status_code, b"too many" in answer.content) == (503, True)
