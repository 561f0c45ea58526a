"""Selected requests as a file, and deleted for good."""

from __future__ import annotations

import csv
import io
import json

import pytest

from feedback.selection import choosing, deleting
from feedback.services import give
from feedback.services.labelling import add_label
from projects.models import Action
from requestlog.ratings import Rating
from requestlog.search.filling import fill_search
from tests.factories import NOW
from tests.pages.world import text_of
from tests.selection.world import BULK, LOG, bulk, calls, dislikes, said


def test_it_exports_exactly_what_is_selected(project, as_alice):
    entries = calls(project, 4)
    wanted = [str(entry.id) for entry in reversed(entries[1:3])]
    lines = b"".join(bulk(as_alice, "jsonl", entries[1:3]).streaming_content).splitlines()
    assert [json.loads(line)["id"] for line in lines] == wanted
    whole = b"".join(bulk(as_alice, "json", entries[1:3]).streaming_content)
    assert [each["id"] for each in json.loads(whole)] == wanted
    answer = bulk(as_alice, "csv", entries[1:3])
    assert "support-selected-requests-" in answer.headers["Content-Disposition"]
    table = io.StringIO(b"".join(answer.streaming_content).decode())
    assert [row["id"] for row in csv.DictReader(table)] == wanted


def test_it_exports_all_that_match_by_their_own_url(project, as_alice):
    calls(project, 1)
    answer = bulk(as_alice, "csv", scope="filter", query="model=gpt-5-mini&after=x")
    assert answer.url == "/p/support/requests.csv?model=gpt-5-mini"


def test_it_asks_before_it_deletes(project, as_alice):
    entries = dislikes(project, 2)
    add_label(project=project, ids=[entries[0].id], name="a")
    page = text_of(bulk(as_alice, "delete", entries))
    for words in ("Delete 2 requests?", "2 votes", "0 reviews", "1 label", "Type 2"):
        assert words in page
    assert project.requests.count() == 2


def test_it_deletes_once_the_number_is_typed(project, alice, as_alice):
    entries = dislikes(project, 3)
    give(message_id=str(entries[0].id), rating=Rating.POSITIVE, project=project, submitter="ann", now=NOW)
    fill_search(now=NOW)
    shown = ",".join(str(entry.id) for entry in entries[:2])
    fields = {"action": "delete-now", "scope": "page", "shown": shown, "query": "rating=negative"}
    wrong = as_alice.post(BULK, {**fields, "number": "3"})
    assert (wrong.status_code, project.requests.count()) == (400, 3)
    assert "Type the number" in text_of(wrong)
    assert as_alice.post(BULK, {**fields, "number": " 2 "}).url == f"{LOG}?rating=negative"
    assert "Deleted 2 requests" in said(as_alice)
    assert set(project.requests.values_list("id", flat=True)) == {entries[2].id}
    assert set(project.feedback.values_list("request_id", flat=True)) == {entries[2].id}
    assert set(project.words.values_list("request_id", flat=True)) == {entries[2].id}


def test_it_leaves_a_note_of_who_deleted(project, alice, as_alice):
    entries = dislikes(project, 2)
    bulk(as_alice, "delete-now", entries, number="2")
    event = project.audit_events.get(action=Action.REQUESTS_DELETED)
    assert (event.actor, event.subject) == (alice, "2 requests, 2 votes, 0 reviews of the team, 0 labels")


def test_it_deletes_in_batches_and_says_what_is_left(project, alice, as_alice, monkeypatch):
    monkeypatch.setattr(choosing, "BATCH", 2)
    entries = calls(project, 5)
    ids = [entry.id for entry in entries]
    gone = deleting.delete(project=project, ids=ids, user=alice, now=NOW, seconds=0)
    assert (gone["requests"], gone["left"]) == (2, 3)
    gone = deleting.delete(project=project, ids=ids, user=alice, now=NOW)
    assert (gone["requests"], gone["left"], project.requests.count()) == (3, 0, 0)


@pytest.mark.parametrize("number", ["", "two", "1e0", "0"])
def test_it_deletes_nothing_by_another_number(project, as_alice, number):
    entries = calls(project, 1)
    assert bulk(as_alice, "delete-now", entries, number=number).status_code == 400
    assert project.requests.count() == 1
