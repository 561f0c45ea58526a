"""On SQLite, which does not know what its tables hold, each page goes through the index meant for it, in its order."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from requestlog.filters import RequestFilter
from requestlog.ids import first_id
from requestlog.pages import cursor_of, page_of
from tests.factories import NOW, create_entry
from tests.plans.explain import Plan, plan_of
from tests.plans.filters import DENSE, PAIRS, SPARSE

pytestmark = pytest.mark.skipif("sqlite3" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite's own plans")
# It has no columns that an index merely includes, and names those of its primary keys and constraints by number
ITS_OWN = {
    "request_in_project": "sqlite_autoindex_requestlog_request_2",
    "feedback_tag_pkey": "sqlite_autoindex_feedback_tag_1",
    "feedback_label_pkey": "sqlite_autoindex_feedback_label_1",
    "feedback_reason_pkey": "sqlite_autoindex_feedback_reason_1",
}


def plans(project, query: str) -> list[Plan]:
    """Of the first page, and of those older and newer than a place."""
    place = cursor_of(first_id(NOW))
    found = []
    for cursors in ({}, {"after": place}, {"before": place}):
        filter = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            page_of(filter, shown=project.requests.listed(), **cursors)
        found += [plan_of(each["sql"]) for each in asked.captured_queries if each["sql"].startswith("SELECT")]
    return found


@pytest.mark.parametrize(("query", "index"), SPARSE.items())
def test_it_finds_the_page_of_a_filter_in_its_index(project, query, index):
    for plan in plans(project, query):
        assert plan.troubles == []
        assert ITS_OWN.get(index, index) in plan.indexes


@pytest.mark.parametrize("query", [*DENSE, *PAIRS])
def test_it_sorts_nothing_and_goes_through_no_table(project, query):
    for plan in plans(project, query):
        assert plan.troubles == []
        assert plan.indexes


def test_it_would_notice_that_an_index_is_missing(project):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX request_by_model")
    assert all("request_by_model" not in plan.indexes for plan in plans(project, "model=smollm"))


def test_it_would_notice_a_sort(project):
    create_entry(project)
    with CaptureQueriesContext(connection) as asked:
        list(project.requests.order_by("-latency_ms")[:50])
    assert plan_of(asked.captured_queries[0]["sql"]).troubles == ["USE TEMP B-TREE FOR ORDER BY"]
