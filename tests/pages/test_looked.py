"""What the pages say where something takes too long: how far they looked, and what they left out. They never fail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest

from requestlog import looking
from requestlog.database import bounded
from requestlog.database.bounded import TookTooLongError
from requestlog.ids import first_id
from requestlog.looking import Look, Looked
from requestlog.pages import cursor_of, read_cursor
from requestlog.presenting import log_page
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

LOG, REVIEW = "/p/support/requests/", "/p/support/review/"
REACHED = first_id(datetime(2026, 10, 12, 9, tzinfo=UTC))


@pytest.fixture
def looked(monkeypatch):
    """Has each look end as the test says."""
    return lambda *found, **how: monkeypatch.setattr(Look, "at", lambda look, place: Looked(list(found), **how))


@pytest.fixture
def no_time(monkeypatch):
    """There is no time for anything that can be left out."""
    for name in ("AT_ONCE", "BEGINNING", "IN_STEPS"):
        monkeypatch.setattr(looking, name, 0.0)
    monkeypatch.setattr(bounded, "PART", 0.0)


def test_it_says_how_far_it_looked_and_goes_on_from_there(project, as_alice, looked):
    looked(create_entry(project), place=REACHED)
    page = as_alice.get(LOG, {"model": "gpt-5-mini"})
    assert "Looked back to 12 October 2026, 09:00 UTC; 1 request so far." in text_of(page)
    assert f'href="{escape(page.context["looked"].further)}"' in page.content.decode()
    query = parse_qs(urlsplit(page.context["looked"].further).query)
    assert query["model"] == ["gpt-5-mini"]
    assert read_cursor(query["after"][0]) == REACHED
    assert len(page.context["rows"]) == 1


def test_it_says_so_to_htmx_and_has_it_read_aloud(project, as_alice, looked):
    create_entry(project)
    looked(place=REACHED)
    page = as_alice.get(LOG, {"model": "x"}, headers={"HX-Request": "true"})
    assert "<p data-said>Looked back to 12 October 2026, 09:00 UTC; no requests so far.</p>" in page.content.decode()
    assert "No request matches" not in text_of(page)


def test_it_goes_on_forwards(project, as_alice, looked):
    looked(create_entry(project), place=REACHED)
    page = as_alice.get(LOG, {"before": cursor_of(first_id(NOW - timedelta(days=90)))})
    assert "Looked on to 12 October 2026, 09:00 UTC; 1 request so far." in text_of(page)
    assert "before=" in page.context["looked"].further


def test_it_asks_for_less_where_it_came_nowhere(project, as_alice, looked):
    looked(place=REACHED, came_nowhere=True)
    page = as_alice.get(LOG, {"model": "x", "until": "2026-11-01"})
    assert "Choose a shorter time" in text_of(page)
    assert page.context["looked"].further == ""
    assert parse_qs(urlsplit(page.context["looked"].narrower).query) == {"model": ["x"], "since": ["24h"]}


def test_it_leaves_out_what_takes_too_long_and_names_it(project, as_alice, monkeypatch):
    create_rated(project, "negative")

    def too_long(*given: object) -> None:
        raise TookTooLongError

    monkeypatch.setattr(log_page, "count", too_long)
    page = as_alice.get(LOG)
    assert page.status_code == 200
    assert "Some of this page took too long and is left out: numbers and timeline." in text_of(page)
    assert len(page.context["rows"]) == 1


@pytest.mark.parametrize("path", [LOG, f"{LOG}?rating=negative&tag=a", REVIEW, f"{REVIEW}?queue=all"])
def test_it_answers_though_nothing_could_be_asked(project, as_alice, no_time, path):
    create_rated(project, "negative", tags=("a",))
    page = as_alice.get(path)
    assert page.status_code == 200
    assert "Choose a shorter time" in text_of(page)


def test_it_shows_a_request_whose_neighbours_take_too_long_to_find(project, as_alice, no_time):
    entry = create_entry(project)
    page = as_alice.get(f"{LOG}{entry.id}/", {"rating": "negative"})
    assert page.status_code == 200
    assert "It took too long to look for the requests beside this one" in text_of(page)
    assert "Newest" not in text_of(page)
