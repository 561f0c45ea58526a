"""Labels in the log: the filter on page, API and exports, the rows, the choices."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from feedback.services.labelling import add_label
from tests.factories import NOW, create_entry
from tests.pages.world import text_of

LOG = "/p/support/requests/"


@pytest.fixture
def entries(project) -> list:
    entries = [create_entry(project, at=NOW + timedelta(minutes=number)) for number in range(3)]
    add_label(project=project, ids=[entry.id for entry in entries[:2]], name="todo")
    add_label(project=project, ids=[entries[1].id], name="<b>bad</b>")
    return entries


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("label=todo", {0, 1}),
        ("label=<b>bad</b>", {1}),
        ("label=todo&label=<b>bad</b>", {0, 1}),
        ("label=nothing", set()),
    ],
)
def test_it_finds_the_same_on_the_page_in_the_api_and_in_exports(project, entries, as_alice, secret_key, query, places):
    wanted = {str(entries[place].id) for place in places}
    rows = as_alice.get(f"{LOG}?{query}").context["rows"]
    read = as_alice.get(f"/v1/requests/?{query}", headers={"Authorization": f"Bearer {secret_key}"}).json()
    lines = b"".join(as_alice.get(f"/p/support/requests.jsonl?{query}").streaming_content).splitlines()
    assert {str(row.id) for row in rows} == wanted
    assert {document["id"] for document in read["results"]} == wanted
    assert {json.loads(line)["id"] for line in lines} == wanted


def test_it_is_in_the_json_object_and_in_the_csv(project, entries, as_alice):
    document = as_alice.get(f"{LOG}{entries[1].id}.json").json()
    assert document["labels"] == ["<b>bad</b>", "todo"]
    exported = b"".join(as_alice.get("/p/support/requests.json").streaming_content)
    assert sorted(each["labels"] for each in json.loads(exported)) == [[], ["<b>bad</b>", "todo"], ["todo"]]
    table = b"".join(as_alice.get("/p/support/requests.csv").streaming_content).decode()
    assert [row["labels"] for row in csv.DictReader(io.StringIO(table))] == ["", '["<b>bad</b>","todo"]', '["todo"]']


def test_it_shows_labels_in_the_row_apart_from_tags(project, entries, as_alice):
    page = as_alice.get(LOG)
    assert [row.labels for row in page.context["rows"]] == [(), ("<b>bad</b>", "todo"), ("todo",)]
    assert "Label: todo" in text_of(page)
    assert "<b>bad</b>" not in page.content.decode()


def test_it_shows_three_labels_of_many(project, as_alice):
    entry = create_entry(project)
    for number in range(5):
        add_label(project=project, ids=[entry.id], name=f"label {number}")
    [row] = as_alice.get(LOG).context["rows"]
    assert (len(row.labels), row.hidden_labels) == (3, ("label 3", "label 4"))


def test_it_offers_the_labels_of_the_project(project, entries, as_alice, other_project):
    add_label(project=other_project, ids=[create_entry(other_project).id], name="theirs")
    page = as_alice.get(f"{LOG}?label=gone")
    group = next(group for group in page.context["groups"] if group.name == "label")
    assert [(link.words, link.current) for link in group.links] == [
        ("todo", False), ("<b>bad</b>", False), ("gone", True),
    ]  # fmt: skip
    assert "Labelled gone" in text_of(page)
