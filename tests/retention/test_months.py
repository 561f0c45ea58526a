"""On PostgreSQL a month of bodies that no project wants any more is dropped, and what is to stay of it stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection

from feedback.retention.pruning import prune_months
from requestlog.database.parts import drop, parts_of
from requestlog.models import Unsearched
from requestlog.partitions import make_months_for
from tests.factories import NOW, create_entry
from tests.retention.world import ago, bodies, vote

pytestmark = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has no months"
)
TABLE, AUGUST = "requestlog_payload", "requestlog_payload_2026_08"


@pytest.fixture
def months(transactional_db):
    make_months_for(ago(120), NOW)
    yield
    for part in parts_of(["requestlog_payload", "requestlog_search"]):
        if part.month:
            drop(part)


def august(project, day=15, **overrides):
    return create_entry(project, at=datetime(2026, 8, day, tzinfo=UTC), **overrides)


def names():
    return {part.name for part in parts_of([TABLE])}


def limit(project, **limits):
    for name, value in limits.items():
        setattr(project, f"keep_{name}", value)
    project.save()


def dropped():
    return sum(batch["bodies"] for batch in prune_months(now=NOW))


def test_it_drops_a_month_that_nobody_wants(months, project, other_project):
    young = create_entry(project)
    for number in range(3):
        august(project), august(other_project, 20 + number)
    Unsearched.objects.all().delete()
    limit(project, bodies_days=30), limit(other_project, requests_days=60)
    assert dropped() == 6
    assert AUGUST not in names()
    assert bodies(project) == {young.id}
    assert project.requests.count() == 4  # rows are deleted one by one
    assert Unsearched.objects.count() == 6  # so that search forgets what only bodies said


def test_it_leaves_a_month_that_a_project_wants(months, project, other_project):
    august(project), august(other_project)
    limit(project, bodies_days=30), limit(other_project, bodies_days=90)
    assert dropped() == 0
    assert AUGUST in names()


def test_it_leaves_a_month_that_has_not_wholly_passed(months, project):
    august(project, day=1)
    limit(project, bodies_days=100)
    assert dropped() == 0


def test_it_is_not_held_up_by_a_project_without_rows_in_it(months, project, other_project):
    august(project)
    limit(project, bodies_days=30)
    assert dropped() == 1


def test_it_keeps_what_somebody_voted_on(months, project):
    entries = [august(project) for _ in range(5)]
    vote(entries[0], 90)
    limit(project, bodies_days=30)
    assert dropped() == 4
    assert AUGUST in names()
    assert bodies(project) == {entries[0].id}
    assert dropped() == 0


def test_it_drops_what_only_an_old_vote_has_kept(months, project):
    entries = [august(project) for _ in range(5)]
    vote(entries[0], 90)
    limit(project, bodies_days=30, votes_days=60)
    assert dropped() == 5


def test_it_leaves_a_month_of_which_most_stays(months, project):
    for _ in range(2):
        vote(august(project), 90)
    august(project)
    limit(project, bodies_days=30)
    assert dropped() == 0
    assert project.payloads.count() == 3


def test_it_gives_up_soon_where_somebody_reads_the_month(months, project):
    august(project)
    limit(project, bodies_days=30)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute(f"SELECT count(*) FROM {AUGUST}")
            assert dropped() == 0
            other.rollback()
        assert dropped() == 1
    finally:
        other.close()


def test_it_stores_later_calls_of_a_dropped_month_in_the_rest(months, project):
    august(project)
    limit(project, bodies_days=30)
    dropped()
    late = august(project)
    assert bodies(project) == {late.id}
