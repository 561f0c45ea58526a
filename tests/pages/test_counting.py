"""The numbers of the log page, whether they come from the page or from the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requestlog.presenting import counting
from tests.factories import create_entry
from tests.pages.world import create_rated

URL = "/p/support/requests/"


@pytest.fixture
def rated(project):
    """Three amazing, two negative with a comment, one unrated."""
    for _ in range(3):
        create_rated(project, "amazing")
    for _ in range(2):
        create_rated(project, "negative", comment="no")
    create_entry(project)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", "6 requests"),
        ("rating=amazing", "3 requests"),
        ("rating=rated", "5 requests"),
        ("rating=rated&rating=amazing", "5 requests"),
        ("rating=amazing&rating=unrated", "4 requests"),
        ("rating=unrated&comment=no", "1 request"),
        ("comment=yes", "2 requests"),
    ],
)
def test_it_says_how_many_the_filters_leave(rated, as_alice, query, total):
    page = as_alice.get(f"{URL}?{query}")
    assert page.context["total"] == total
    assert len(page.context["rows"]) == int(total.split()[0])


@pytest.mark.parametrize("query", ["", "rating=negative"])
def test_it_counts_each_rating_the_same_from_page_and_database(rated, as_alice, query):
    counts = {link.words: link.count for link in as_alice.get(f"{URL}?{query}").context["ratings"]}
    assert counts == {"All": "6", "Amazing": "3", "Positive": "0", "Negative": "2", "Unrated": "1", "With comment": "2"}


def test_it_counts_exactly_what_one_page_holds_where_others_are_counted_to_a_limit(rated, as_alice, monkeypatch):
    monkeypatch.setattr(counting, "LOOKED_THROUGH", 2)
    page = as_alice.get(f"{URL}?state=complete&rating=amazing&rating=unrated")
    counts = {link.words: link.count for link in page.context["ratings"]}
    assert page.context["total"] == "4 requests"
    assert (counts["All"], counts["Amazing"], counts["Unrated"]) == ("4+", "3", "1")


def test_it_does_not_count_in_the_database_what_one_page_holds(rated, as_alice):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        as_alice.get(f"{URL}?model=gpt-5-mini")
    assert not [query for query in queries if "COUNT(" in query["sql"]]
