"""On PostgreSQL, at 200,000 calls of realistic skew, each screen goes through the indexes meant for it.

The log is filled once for all of these tests, which are therefore few and look at much each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects import services
from projects.models import Membership, Project
from requestlog.database.patience import within
from requestlog.filters import RequestFilter
from requestlog.ids import first_id
from requestlog.pages import cursor_of, page_of
from tests.factories import NOW
from tests.plans.explain import Plan, plan_of, rows_expected
from tests.plans.filling import OTHERS, TABLES, fill
from tests.plans.filters import BY_KEY, DENSE, NAMED, PAIRS, SEARCHES, SPARSE, WALKED

pytestmark = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="plans of a server are asked of a server"
)
ROWS = 200_000


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker) -> Iterator[Project]:
    """The largest project of the log; all that was filled in is gone afterwards."""
    with django_db_blocker.unblock():
        alice = User.objects.create_superuser("alice", "alice@example.org")
        projects = [services.create_project(slug=f"p{n}", name=f"P {n}", owner=alice) for n in range(OTHERS + 1)]
        with no_limit():
            fill(rows=ROWS, first=projects[0].pk, next=projects[1].pk, member=alice.pk, until=NOW)
    yield projects[0]
    with django_db_blocker.unblock(), no_limit():
        statements(f"TRUNCATE {', '.join(TABLES)}")
        Membership.objects.filter(user=alice).delete()
        Project.objects.filter(pk__in=[project.pk for project in projects]).delete()
        alice.delete()


@contextmanager
def no_limit() -> Iterator[None]:
    statements("SET statement_timeout = 0")
    with within(150):
        yield
    statements("RESET statement_timeout")


def statements(*wanted: str) -> None:
    with connection.cursor() as cursor:
        for sql in wanted:
            cursor.execute(sql)


@pytest.fixture
def largest(filled, db, time_machine) -> Project:
    time_machine.move_to(NOW)
    return filled


def plans_of_pages(project: Project, query: str) -> Iterator[Plan]:
    """Of the first page, and of the pages older and newer than the middle of the log."""
    middle = cursor_of(first_id(NOW - timedelta(days=200)))
    for cursors in ({}, {"after": middle}, {"before": middle}):
        filter = RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            page_of(filter, shown=project.requests.listed(), **cursors)
        yield from plans_of(asked)


def plans_of(asked: CaptureQueriesContext) -> list[Plan]:
    return [plan_of(query["sql"]) for query in asked.captured_queries if query["sql"].startswith("SELECT")]


def test_it_finds_the_pages_of_each_filter_in_its_index(largest):
    wrong = []
    meant = {**{query: {index} for query, index in SPARSE.items()}, **dict.fromkeys(DENSE, BY_KEY), **PAIRS}
    for query, indexes in meant.items():
        for plan in plans_of_pages(largest, query):
            if plan.troubles or not plan.indexes & indexes:
                wrong.append((query, plan))
    assert wrong == []


def test_it_goes_through_the_words_or_has_the_index_name_them(largest):
    """Of a short stretch whichever is cheaper, if rare words are asked for."""
    wrong = []
    for query, index in SEARCHES.items():
        plans = [plan for plan in plans_of_pages(largest, query) if plan.sql.startswith('SELECT "requestlog_request"')]
        used = set().union(*(plan.indexes & {WALKED, NAMED} for plan in plans))
        if index not in used or (index == WALKED and NAMED in used) or any(plan.troubles for plan in plans):
            wrong.append((query, plans))
    assert wrong == []


def test_it_would_notice_that_an_index_is_missing(largest):
    for query, index in {"model=smollm": "request_by_model", "rating=rated": "request_rated"}.items():
        with transaction.atomic():
            statements(f"DROP INDEX {index}")
            plans = list(plans_of_pages(largest, query))
            transaction.set_rollback(True)
        assert all(plan.troubles or index not in plan.indexes for plan in plans)


@pytest.mark.parametrize("query", ["state=interrupted", "state=client_closed", "status=429", "status=500"])
def test_it_expects_about_as_many_rows_as_a_filter_finds(largest, query):
    filter = RequestFilter(QueryDict(query), largest.requests.all(), project=largest, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        found = len(filter.qs.values_list("id"))
    assert found
    assert found / 10 <= rows_expected(asked.captured_queries[-1]["sql"]) <= found * 10


@pytest.mark.parametrize(
    "query", ["rating=rated", "status=error", "status=429", "state=interrupted", "state=started", "team=positive"]
)
def test_it_counts_by_rating_out_of_the_index_alone(largest, query):
    filter = RequestFilter(QueryDict(query), largest.requests.all(), project=largest, now=NOW)
    plan = filter.qs.newest_first().values_list("id", "rating", "has_comment")[:1000].explain()
    assert "Index Only Scan" in plan
    assert "Index Scan" not in plan
    assert "Seq Scan" not in plan


SCREENS = (
    "requests/",
    "requests/?rating=negative",
    "requests/?model=smollm&status=error",
    "requests/?tag=rare&since=90d",
    "requests/?q=seldom",
    "requests/?q=the&model=smollm",
    "review/",
    "review/?queue=all",
    "review/?queue=mine",
)


def test_it_asks_nothing_for_a_screen_that_goes_through_everything(largest, client: Client):
    client.force_login(User.objects.get(username="alice"), backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for screen in SCREENS:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/p/p0/{screen}").status_code == 200
        wrong += [(screen, plan) for plan in plans_of(asked) if plan.troubles]
    assert wrong == []


def test_it_starts_no_processes_for_a_statement_however_little_they_seem_to_cost(largest):
    free = (
        "parallel_setup_cost",
        "parallel_tuple_cost",
        "min_parallel_table_scan_size",
        "min_parallel_index_scan_size",
    )
    statements(*(f"SET LOCAL {name} = 0" for name in free))
    sql = f"SELECT COUNT(*) FROM requestlog_request WHERE project_id = {largest.pk} AND latency_ms > 0"
    assert not any("processes" in trouble for trouble in plan_of(sql).troubles)
    statements("SET LOCAL max_parallel_workers_per_gather = 2")
    assert any("processes" in trouble for trouble in plan_of(sql).troubles)
