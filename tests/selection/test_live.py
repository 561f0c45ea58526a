"""What has come since a page was shown: counted under its filter, up to a hundred."""

from __future__ import annotations

import pytest

from requestlog import live_views
from requestlog.ids import new_id
from tests.factories import create_entry
from tests.questions import Questions
from tests.selection.world import calls

LIVE = "/p/support/requests/live/"
# Session, person; project; the count
QUERIES = 4


def test_it_counts_what_is_newer_under_the_same_filter(project, as_alice):
    entries = calls(project, 4)
    create_entry(project, model="gpt-9", at=entries[3].created_at)
    answer = as_alice.get(LIVE, {"newest": str(entries[1].id), "model": "gpt-5-mini"})
    assert answer.json() == {"new": 2, "words": "2 new requests"}
    assert as_alice.get(LIVE, {"newest": str(entries[2].id), "model": "gpt-5-mini"}).json()["words"] == "1 new request"


def test_it_says_nothing_where_nothing_is_new(project, as_alice):
    assert as_alice.get(LIVE).json() == {"new": 0, "words": ""}
    [entry] = calls(project, 1)
    assert as_alice.get(LIVE, {"newest": str(entry.id)}).json() == {"new": 0, "words": ""}
    assert as_alice.get(LIVE).json()["new"] == 1


def test_it_counts_no_further_than_a_hundred(project, as_alice, monkeypatch):
    monkeypatch.setattr(live_views, "MOST", 2)
    calls(project, 3)
    assert as_alice.get(LIVE).json() == {"new": 2, "words": "2+ new requests"}


@pytest.mark.parametrize(("query", "name"), [({"newest": "x"}, "newest"), ({"rating": "good"}, "rating")])
def test_it_names_what_is_wrong(project, as_alice, query, name):
    answer = as_alice.get(LIVE, query)
    assert (answer.status_code, [*answer.json()]) == (400, [name])


def test_it_asks_once(project, as_alice):
    calls(project, 2)
    as_alice.get(LIVE)
    with Questions() as asked:
        as_alice.get(LIVE, {"newest": str(new_id()), "rating": "unrated"})
    assert len(asked) == QUERIES


def test_it_takes_the_last_id_there_can_be(project, as_alice):
    assert as_alice.get(LIVE, {"newest": "f" * 32}).json()["new"] == 0
