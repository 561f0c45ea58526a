"""The worker's step that counts changed days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from feedback.services import change, give, withdraw
from feedback.services.receiving import Spot, find
from requestlog import repricing
from requestlog.ids import moment_of
from requestlog.models import ChangedDay, Day
from requestlog.ratings import Rating
from requestlog.rollup import rolling
from requestlog.rollup.rolling import rest_of, roll_up
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated
from tests.rollup.world import recounted, rolled_up

TODAY = NOW.date()


def test_it_counts_a_day_by_model_and_class_of_status(project):
    create_rated(project, "negative", comment="no", given={"cost_usd": Decimal("0.5")})
    create_rated(project, "amazing", given={"cost_usd": Decimal("0.25")})
    create_entry(project, status=429, model="gpt-9", latency_ms=None)
    assert roll_up(now=NOW) == 1
    [ok, failed] = project.days.order_by("model")
    assert (ok.day, ok.model, ok.status_class, ok.requests) == (TODAY, "gpt-5-mini", 2, 2)
    assert (ok.negative, ok.positive, ok.amazing, ok.commented, ok.complaints) == (1, 0, 1, 1, 1)
    assert (ok.prompt_tokens, ok.completion_tokens, ok.cost_usd, ok.latency_ms, ok.timed) == (
        20,
        40,
        Decimal("0.75"),
        2400,
        2,
    )
    assert (failed.model, failed.status_class, failed.latency_ms, failed.timed) == ("gpt-9", 4, None, 0)


def test_it_takes_the_day_of_the_id_in_utc(project):
    for at in (NOW.replace(hour=0, minute=0), NOW.replace(hour=0, minute=0) - timedelta(milliseconds=1)):
        create_entry(project, at=at)
    assert roll_up(now=NOW) == 2
    assert set(project.days.values_list("day", "requests")) == {(TODAY, 1), (TODAY - timedelta(days=1), 1)}


def test_it_has_nothing_to_do_twice(project):
    create_entry(project)
    assert (roll_up(now=NOW), roll_up(now=NOW), ChangedDay.objects.count()) == (1, 0, 0)


def test_it_asks_once_where_nothing_has_changed(db):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert roll_up(now=NOW) == 0
    assert len(asked) == 1


def test_it_keeps_projects_and_days_apart(project, other_project):
    create_entry(project)
    create_entry(other_project, model="theirs")
    create_entry(project, at=NOW - timedelta(days=3))
    roll_up(now=NOW)
    for each in (project, other_project):
        assert rolled_up(each) == recounted(each) != {}


def test_it_follows_votes_that_are_given_changed_and_withdrawn(project):
    entry = create_entry(project)
    spot = Spot(message_id=entry.message_id, submitter="", project=project, only=None, may_wait=False, by="us")
    give(message_id=entry.message_id, rating=Rating.NEGATIVE, comment="no", project=project, now=NOW)
    seen = []
    for step in (lambda vote: None, lambda vote: change(vote=vote, by="us", now=NOW, rating=Rating.POSITIVE),
                 lambda vote: withdraw(vote=vote, by="us", now=NOW)):  # fmt: skip
        step(find(spot=spot))
        roll_up(now=NOW)
        seen.append(project.days.values_list("negative", "positive", "commented", "complaints").get())
    assert seen == [(1, 0, 1, 1), (0, 1, 1, 0), (0, 0, 0, 0)]


def test_it_follows_prices(project):
    create_entry(project)
    project.requests.update(cost_usd=None, price=None)
    roll_up(now=NOW)
    before = project.days.get().cost_usd
    list(repricing.reprice(project=project))
    roll_up(now=NOW)
    assert (before, project.days.get().cost_usd) == (None, Decimal("0.0000425"))


def test_it_forgets_a_day_without_calls(project):
    create_entry(project)
    roll_up(now=NOW)
    project.requests.all().delete()
    ChangedDay.objects.create(project=project, day=TODAY)
    assert (roll_up(now=NOW), project.days.count()) == (1, 0)


def test_it_forgets_a_group_that_is_no_more(project):
    entry = create_entry(project)
    create_entry(project, model="gpt-9")
    roll_up(now=NOW)
    project.requests.filter(id=entry.id).delete()
    ChangedDay.objects.create(project=project, day=TODAY)
    roll_up(now=NOW)
    assert [day.model for day in project.days.all()] == ["gpt-9"]


@pytest.mark.parametrize(("calls", "seconds"), [(0, 0), (9_999, 0), (50_000, 0.5), (500_000, 5), (100_000_000, 30)])
def test_it_lets_large_days_rest(calls, seconds):
    assert rest_of(calls) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("waited", "counts"), [(1.9, False), (2.1, True), (-1.0, True)])
def test_it_counts_a_large_day_when_it_has_rested(project, waited, counts):
    Day.objects.create(project=project, day=TODAY, model="m", status_class=2, requests=200_000, **dict.fromkeys(
        ("negative", "positive", "amazing", "commented", "complaints", "timed"), 0))  # fmt: skip
    now = moment_of(ChangedDay.objects.create(project=project, day=TODAY).id) + timedelta(seconds=waited)
    assert (roll_up(now=now), ChangedDay.objects.exists()) == (int(counts), not counts)


def test_it_lets_other_steps_have_their_turn(project, monkeypatch):
    monkeypatch.setattr(rolling, "SHARE_SECONDS", 0.0)
    for days in range(3):
        create_entry(project, at=NOW - timedelta(days=days))
    assert [roll_up(now=NOW) for _ in range(4)] == [1, 1, 1, 0]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_it_bears_days_at_the_end_of_time(project, day):
    ChangedDay.objects.create(project=project, day=day)
    assert (roll_up(now=NOW), ChangedDay.objects.count()) == (1, 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_it_leaves_the_days_to_another_process_that_counts():
    from projects.models import Project
    from requestlog.database.alone import SPACE, TRY, Work

    project = Project.objects.create(slug="two", name="Two")
    create_entry(project)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute(TRY, (SPACE, Work.COUNTING_DAYS.value))
            assert (roll_up(now=NOW), ChangedDay.objects.count()) == (0, 1)
            other.rollback()
            assert roll_up(now=NOW) == 1
    finally:
        other.close()
