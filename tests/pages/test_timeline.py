"""The timeline above the rows of the log, and where its numbers and the totals come from."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from requestlog.filters import RequestFilter
from requestlog.models import ChangedDay
from requestlog.pages import page_of
from requestlog.presenting import counting
from requestlog.presenting.counting import Counted, count
from requestlog.presenting.links import Links
from requestlog.presenting.timeline import Timeline, timeline_of
from requestlog.querysets import Count
from requestlog.rollup.rolling import roll_up
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated

LOG = "/p/support/requests/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def log(project):
    """Of today one amazing, one negative with a comment and one unrated; of ten days ago three unrated."""
    create_rated(project, "amazing", at=NOW - timedelta(hours=2))
    create_rated(project, "negative", comment="no", at=NOW - timedelta(hours=2))
    create_entry(project, at=NOW - timedelta(hours=1))
    for _ in range(3):
        create_entry(project, at=NOW - timedelta(days=10), model="gpt-5")
    roll_up(now=NOW)
    return project


@pytest.fixture
def small(monkeypatch):
    """Two rows are many."""
    for name in ("COUNTED", "SPREAD", "SCANNED", "LOOKED_THROUGH"):
        monkeypatch.setattr(counting, name, 2)


def counted(project, query: str = "", size: int = 50) -> Counted:
    filter = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
    return count(project, filter, page_of(filter.qs, size=size, **filter.cursors))


def timeline(project, query: str = "", size: int = 50) -> Timeline | None:
    ratings = QueryDict(query).getlist("rating")
    return timeline_of(counted(project, query, size), ratings, Links.of(LOG, QueryDict(query)))


def bars(found: Timeline) -> dict[str, list[str]]:
    return {moment.label: [moment.requests, *moment.numbers] for moment in found.moments if moment.requests != "0"}


@pytest.mark.parametrize("size", [50, 1])
def test_it_counts_by_day_and_rating(log, size):
    found = timeline(log, size=size)
    assert (found.title, [kind for kind, _, _ in found.columns]) == (
        "Requests per day", ["amazing", "positive", "negative", "unrated"],
    )  # fmt: skip
    assert bars(found) == {"13 Nov 2026": ["3", "0", "0", "0", "3"], "23 Nov 2026": ["3", "1", "0", "1", "1"]}


@pytest.mark.parametrize(
    ("query", "title", "expected"),
    [
        ("since=24h", "Requests per 30 minutes",
         {"23 Nov 2026 10:00–10:30": ["2", "1", "0", "1", "0"], "23 Nov 2026 11:00–11:30": ["1", "0", "0", "0", "1"]}),
        ("rating=negative", "Requests per day", {"23 Nov 2026": ["1", "1"]}),
        ("rating=rated", "Requests per day", {"23 Nov 2026": ["2", "1", "0", "1"]}),
        ("model=gpt-5", "Requests per day", {"13 Nov 2026": ["3", "0", "0", "0", "3"]}),
        ("comment=yes&since=7d", "Requests per day", {"23 Nov 2026": ["1", "0", "0", "1", "0"]}),
        ("since=2026-09-01", "Requests per week",
         {"9 Nov 2026 – 15 Nov 2026": ["3", "0", "0", "0", "3"],
          "23 Nov 2026 – 29 Nov 2026": ["3", "1", "0", "1", "1"]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_it_shows_what_the_filters_leave(log, request, query, title, expected, many):
    if many and "comment" not in query and "since=24h" not in query:
        request.getfixturevalue("small")
    found = timeline(log, query, size=1)
    assert (found.title, bars(found), found.note) == (title, expected, "")


@pytest.mark.parametrize(
    "query", ["", "since=7d", "since=24h", "since=2026-11-23", "since=2026-01-01&model=gpt-5-mini"]
)
def test_it_leads_each_bar_to_its_rows(log, as_alice, query):
    found = timeline(log, query)
    for moment in found.moments:
        if moment.requests != "0":
            assert str(len(as_alice.get(moment.url).context["rows"])) == moment.requests
            assert "since=" in moment.url


def test_it_keeps_the_other_filters_of_a_bar(log):
    [*_, last] = timeline(log, "rating=amazing&until=2026-11-23").moments
    assert last.url == f"{LOG}?rating=amazing&since=2026-11-23&until=2026-11-23"


@pytest.mark.parametrize(
    "query", ["model=none", "since=2026-11-24", "until=1970-01-01", "since=2026-11-20&until=2026-11-18"]
)
def test_it_is_left_out_where_there_is_nothing(log, query):
    assert timeline(log, query) is None


def test_it_says_how_far_it_counted(log, small):
    found = timeline(log, "state=complete&since=2026-10-01", size=1)
    assert found.note == "Only the newest 2 requests are counted here, back to 23 Nov 2026."
    assert float(found.unseen) > 0


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", "6"),
        ("model=gpt-5", "3"),
        ("rating=unrated", "4"),
        ("rating=unrated&rating=amazing", "5"),
        ("status=ok&since=30d", "6"),
        ("since=24h", "3"),
        ("state=complete", "2+"),
        ("state=complete&rating=unrated", "1+"),
        ("state=complete&rating=amazing", "1"),
    ],
)
def test_it_counts_many_rows_by_the_roll_up_and_else_up_to_a_limit(log, small, query, total):
    assert str(counted(log, query, size=1).total) == total


def test_it_says_no_number_of_a_rating_that_the_newest_rows_lack(log, small):
    for _ in range(3):
        create_rated(log, "negative", comment="no", tags=("a",))
    counts = counted(log, "tag=a", size=1).counts
    assert {name: str(count) for name, count in counts.items()} == {"all": "2+", "negative": "2+", "comment": "2+"}


def test_it_says_no_less_than_is_shown(log, small):
    for _ in range(3):
        create_entry(log)
    assert str(counted(log, "state=complete&rating=amazing&rating=negative", size=1).total) == "1+"


def test_it_counts_what_the_page_shows_where_that_is_all(log, small):
    assert counted(log, "state=complete&rating=unrated").total == Count(4)


def test_it_never_misses_what_is_seen(log, small):
    """The roll-up does not know of a vote yet."""
    create_rated(log, "positive")
    ChangedDay.objects.all().delete()
    found = counted(log, size=1)
    assert (found.counts["all"].value, found.counts["positive"].value) == (6, 1)
    assert counted(log, "rating=positive").total == Count(1)


def test_it_asks_nothing_for_a_page_that_shows_all(log):
    filter = RequestFilter(QueryDict(""), log.requests.all(), project=log, now=NOW)
    page = page_of(filter.qs)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        count(log, filter, page)
    assert len(asked) == 0


def test_it_asks_at_most_three_times(log, small):
    for query in ("", "since=24h", "since=7d&until=2026-11-23T11:00:00Z", "rating=negative", "state=complete"):
        filter = RequestFilter(QueryDict(query), log.requests.all(), project=log, now=NOW)
        page = page_of(filter.qs, size=1)
        with CaptureQueriesContext(connection) as asked:
            count(log, filter, page)
        assert len(asked) <= (4 if "until" in query else 3), query


def test_it_is_on_the_page_as_bars_and_as_a_table(log, as_alice):
    page = as_alice.get(LOG).content.decode()
    assert "<title>23 Nov 2026: 3 requests – 1 amazing, 1 negative, 1 unrated</title>" in page
    table = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.partition("The same as a table")[2])))
    assert "23 Nov 2026 3 1 0 1 1" in table
    assert "UTC" in page
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_it_is_not_on_the_page_of_an_empty_log(project, as_alice):
    assert 'class="timeline"' not in as_alice.get(LOG).content.decode()
