"""`bodies=no`, and the bodies themselves: large and small ones, side by side and far apart."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import timedelta

import pytest

from requestlog import beside, stored_bodies
from requestlog.rows import unpacked
from requestlog.stored_bodies import StoredBodies
from tests.factories import NOW, create_entry


@pytest.fixture
def entries(project):
    """Some without bodies, some large ones, newest first."""
    noise = [os.urandom(3_000).hex() for _ in range(6)]
    bodies = [b"", b"{}", noise[0].encode(), b"short", *(text.encode() for text in noise[1:]), b"", b"last"]
    return [
        create_entry(project, at=NOW - timedelta(minutes=number), request=body, response=body[::-1])
        for number, body in enumerate(bodies)
    ]


def expected(project, entries):
    payloads = {payload.request_id: payload for payload in project.payloads.all()}
    return [(unpacked(payloads[entry.id].request), unpacked(payloads[entry.id].response)) for entry in entries]


def read(project, entries, most=4):
    ids = [str(entry.id) for entry in entries]
    dense = beside.is_dense(project.payloads.all(), ids)
    parts = [StoredBodies(project, ids[at : at + most], dense=dense) for at in range(0, len(ids), most)]
    return [bodies for part in parts for bodies in taken(part)]


def taken(part):
    part.take()
    return part.each()


@pytest.mark.parametrize("large", [0, 100, 10_000])
@pytest.mark.parametrize("few", [0, 50])
@pytest.mark.parametrize("apart", [1, 4])
def test_it_reads_the_bodies_of_each(project, entries, monkeypatch, large, few, apart):
    monkeypatch.setattr(stored_bodies, "LARGE", large)
    monkeypatch.setattr(stored_bodies, "TOGETHER", 15_000)
    monkeypatch.setattr(beside, "FEW", few)
    some = entries[::apart]
    assert read(project, some) == expected(project, some)


def test_it_has_no_bodies_where_they_are_gone(project, entries):
    project.payloads.filter(request_id__in=[entry.id for entry in entries[1:4]]).delete()
    assert read(project, entries)[1:4] == [(b"", b"")] * 3


def test_it_reads_few_large_bodies_at_a_time(project, entries, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(stored_bodies, "TOGETHER", 13_000)
    monkeypatch.setattr(stored_bodies, "LARGE", 1_000)
    with django_assert_max_num_queries(10) as asked:
        read(project, entries, most=50)
    assert len(asked) == 1 + 3


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_it_leaves_bodies_out_and_keeps_their_place(project, entries, as_alice, format):
    text = as_alice.get(f"/p/support/requests.{format}?bodies=no").getvalue().decode()
    rows = {
        "csv": lambda: list(csv.DictReader(io.StringIO(text, newline=""))),
        "json": lambda: json.loads(text),
        "jsonl": lambda: [json.loads(line) for line in text.splitlines()],
    }[format]()
    nothing = "" if format == "csv" else None
    assert [row["id"] for row in rows] == [str(entry.id) for entry in entries]
    assert {(row["request"], row["response"]) for row in rows} == {(nothing, nothing)}


def test_it_reads_no_bodies_where_none_are_wanted(project, entries, as_alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as asked:
        as_alice.get("/p/support/requests.jsonl?bodies=no").getvalue()
    assert not any("requestlog_payload" in query["sql"] for query in asked.captured_queries)


def test_it_takes_yes_and_nothing_for_yes(project, entries, as_alice):
    answers = {
        as_alice.get(f"/p/support/requests.jsonl{query}").getvalue() for query in ("", "?bodies=", "?bodies=yes")
    }
    assert len(answers) == 1
    assert b'"request":"short"' in answers.pop()


@pytest.mark.parametrize(
    ("query", "problem"), [("bodies=maybe", "Give yes or no."), ("bodies=no&bodies=no", "Give this once.")]
)
def test_it_names_a_wrong_value(project, as_alice, api, query, problem):
    for answer in (
        as_alice.get(f"/p/support/requests.csv?{query}&since=never"),
        api(f"/v1/requests/?{query}&since=never"),
    ):
        assert answer.status_code == 400
        assert answer.json()["bodies"] == [problem]
        assert "since" in answer.json()


def test_it_leaves_them_out_of_the_api_too(project, entries, api):
    with_bodies, without = (api(f"/v1/requests/?limit=3{more}").json() for more in ("", "&bodies=no"))
    assert [row["request"] for row in without["results"]] == [None] * 3
    assert with_bodies["results"][1]["request"] == {}
    assert "bodies=no" in without["next"]


def test_it_is_offered_in_the_menu_with_the_filters(project, entries, as_alice):
    page = as_alice.get("/p/support/requests/?model=gpt-5-mini").content.decode()
    assert 'href="/p/support/requests.csv?model=gpt-5-mini&amp;bodies=no"' in page
    assert 'href="/p/support/requests.csv?model=gpt-5-mini"' in page
