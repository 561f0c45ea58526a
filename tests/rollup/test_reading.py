"""What the roll-up knows of a filter: the same numbers as the rows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from requestlog.filters import RequestFilter
from requestlog.models import ChangedDay
from requestlog.rollup import reading
from requestlog.rollup.reading import asked_of, rolled_up, split
from requestlog.rollup.rolling import roll_up
from requestlog.services import record
from tests.factories import NOW, chat_call, create_entry

MIDNIGHT = NOW.replace(hour=0)
DAY = timedelta(days=1)


@pytest.fixture
def log(project):
    """Calls of ten days, at midnights too, some rated."""
    chance = random.Random(3)
    moments = [MIDNIGHT - n * DAY - timedelta(milliseconds=n % 2) for n in range(10)]
    moments += [NOW - timedelta(seconds=chance.randrange(10 * 86_400)) for _ in range(90)]
    calls = [chat_call(project, at=at, model=chance.choice("ab"), status=chance.choice([200, 503])) for at in moments]
    record(calls=calls, now=NOW)
    for rating in (1, 2, 3):
        ids = [call.id for call in chance.sample(calls, 20)]
        project.requests.filter(id__in=ids).update(rating=rating, has_comment=rating == 1)
    while roll_up(now=NOW):
        pass
    return project


def filter_of(project, query: str) -> RequestFilter:
    return RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)


@pytest.mark.parametrize(
    "query",
    ["", "since=24h", "since=7d", "since=2026-11-20", "until=2026-11-20", "since=2026-11-18&until=2026-11-20",
     "since=2026-11-18T09:30:00Z&until=2026-11-20T23:59:59Z", "since=2026-11-18T09:30:00Z&until=2026-11-18T19:30:00Z",
     "since=2026-11-18T09:30:00Z&until=2026-11-18", "until=2026-11-18T00:00:00Z", "since=2026-11-20&until=2026-11-18",
     "since=0001-01-01", "until=9999-12-31", "since=9999-12-31T23:00:00Z", "model=a", "model=a&status=error&since=7d",
     "status=ok&status=error", "model=none"],
)  # fmt: skip
def test_it_counts_what_the_rows_say(log, query):
    filter = filter_of(log, query)
    rolled = rolled_up(log, asked_of(filter), date.min, NOW)
    rows = filter.qs
    ratings = [rows.filter(rating=rating).count() for rating in (1, 2, 3)]
    assert [rolled.tally.requests, *[getattr(rolled.tally, name) for name in ("negative", "positive", "amazing")],
            rolled.tally.commented] == [rows.count(), *ratings, rows.filter(has_comment=True).count()]  # fmt: skip
    assert sum(tally.requests for tally in rolled.days.values()) == rolled.tally.requests


@pytest.mark.parametrize(
    "query",
    ["q=joke", "user=ann", "status=503", "comment=yes", "tag=a", "rating=great", "since=soon", "state=complete"],
)
def test_it_knows_where_it_has_no_answer(project, query):
    assert asked_of(filter_of(project, query)) is None


def test_it_leaves_the_rating_and_the_page_to_others(log):
    asked = asked_of(filter_of(log, "rating=negative&model=a"))
    assert (asked, asked_of(filter_of(log, "client=python&model=a"))) == (asked_of(filter_of(log, "model=a")), asked)


def test_it_asks_once_for_whole_days_and_once_for_each_part_of_one(log):
    for query, questions in (("since=2026-11-18", 1), ("since=7d", 2), ("since=7d&until=2026-11-20T09:00:00Z", 3)):
        asked_for = asked_of(filter_of(log, query))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rolled_up(log, asked_for, date.min, NOW)
        assert len(asked) == questions


def test_it_says_where_a_part_of_a_day_was_not_counted_to_its_end(log, monkeypatch):
    monkeypatch.setattr(reading, "MOST_OF_A_DAY", 1)
    record(calls=[chat_call(log, at=NOW - DAY, model="c") for _ in range(3)], now=NOW)
    roll_up(now=NOW)
    rolled = rolled_up(log, asked_of(filter_of(log, "until=2026-11-22T23:00:00Z")), date.min, NOW)
    assert rolled.capped
    assert rolled.tally.requests <= filter_of(log, "until=2026-11-22T23:00:00Z").qs.count() - 2


def test_it_has_no_answer_where_the_worker_has_fallen_behind(log):
    ChangedDay.objects.create(project=log, day=NOW.date())
    asked = asked_of(filter_of(log, ""))
    now = datetime.now(UTC)
    known = [rolled_up(log, asked, date.min, now + timedelta(minutes=late)) is not None for late in (0, 5, -5)]
    assert known == [True, False, False]


def test_it_knows_the_first_day(log):
    first = rolled_up(log, asked_of(filter_of(log, "")), NOW.date(), NOW).first
    assert first == NOW.date() - timedelta(days=10)


def test_it_splits_a_span_into_days_and_parts():
    morning, evening = NOW.replace(hour=9), NOW.replace(hour=21)
    assert split(None, None) == ((date.min, date.max), [])
    assert split(morning, evening) == ((NOW.date(), NOW.date()), [(morning, evening)])
    assert split(evening, morning)[1] == []
    whole, parts = split(morning - 2 * DAY, evening)
    assert whole == ((NOW - DAY).date(), NOW.date())
    assert parts == [(morning - 2 * DAY, MIDNIGHT - DAY), (MIDNIGHT, evening)]


def test_it_does_not_mix_projects(log, other_project):
    create_entry(other_project)
    roll_up(now=NOW)
    assert rolled_up(other_project, asked_of(filter_of(other_project, "")), date.min, NOW).tally.requests == 1
