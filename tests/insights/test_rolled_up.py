"""Figures out of the roll-up: the same numbers as out of the rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.bulk import store_votes
from feedback.models import Feedback
from insights.presenting.asked import asked_of
from insights.presenting.page import insights_context
from insights.reading import Reading, Votes
from insights.report import traffics
from insights.rolled_up import RolledUpReading, reading_of
from insights.voices import DEFAULT, VOICES
from insights.windows import DAY, Span, Window, window
from requestlog.models import ChangedDay
from requestlog.ratings import Rating
from requestlog.rollup.rolling import roll_up
from requestlog.services import record
from tests.factories import NOW, chat_call

MIDNIGHT = NOW.replace(hour=0)
EDGES = [MIDNIGHT, MIDNIGHT - timedelta(milliseconds=1), NOW - 7 * DAY, NOW - 7 * DAY - timedelta(milliseconds=1),
         MIDNIGHT - 6 * DAY, MIDNIGHT - 13 * DAY, MIDNIGHT - 13 * DAY - timedelta(milliseconds=1)]  # fmt: skip


@pytest.fixture
def log(project, alice):
    """Calls of fifteen days, at their edges too, with votes of users and of the team."""
    chance = random.Random(7)
    moments = EDGES * 3 + [NOW - timedelta(seconds=chance.randrange(15 * 86_400)) for _ in range(120)]
    calls = [
        chat_call(project, at=at, model=chance.choice(["a", "b", ""]), given=cost(chance), **who(chance))
        for at in moments
    ]
    record(calls=calls, now=NOW)
    rated = chance.sample(calls, 90)
    store_votes(
        project=project, votes=[vote(call, chance, NOW, alice if n > 80 else None) for n, call in enumerate(rated)]
    )
    while roll_up(now=NOW):
        pass
    return project


def cost(chance: random.Random) -> dict[str, Decimal]:
    return {"cost_usd": Decimal(chance.randrange(10**9)) / 10**8} if chance.random() < 0.8 else {}


def who(chance: random.Random) -> dict:
    metadata = {"plan": chance.choice(["pro", "free"]), "seats": chance.choice([1, True, 2.5, None])}
    return {"end_user": chance.choice("abcd"), "metadata": chance.choice([metadata, {}])}


def vote(call, chance: random.Random, now: datetime, member) -> Feedback:
    whose = {"author": member, "source": 2} if member else {}
    said = {"rating": chance.choice(list(Rating)), "comment": chance.choice(["", "so"]), **whose}
    said |= {"tags": chance.choice([[], ["tone"], ["tone", "fact"]]), "reasons": chance.choice([[], ["wrong"]])}
    times = {"created_at": now, "updated_at": now}
    return Feedback(project_id=call.project_id, request_id=call.id, message_id=str(call.id), **times, **said)


def alike(votes: list[Votes], shown: Window) -> Counter:
    return sum((Counter({(shown.bucket(each.bucket), each.model, each.disliked, each.commented): each.count})
                for each in votes), Counter())  # fmt: skip


def in_all(votes: list[Votes]) -> Counter:
    return sum((Counter({(each.disliked, each.commented): each.count}) for each in votes), Counter())


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(hours=11, minutes=59), MIDNIGHT + DAY], ids=str)
def test_it_counts_what_the_rows_say(log, now):
    for voices, name in product(VOICES.values(), ["7d", "30d"]):
        compare(Reading(log, voices), RolledUpReading(log, voices, now), window(name, now))


def compare(rows: Reading, days: Reading, shown: Window) -> None:
    assert alike(days.votes(shown.span, shown.step), shown) == alike(rows.votes(shown.span, shown.step), shown)
    assert in_all(days.votes_in_all(shown.before)) == in_all(rows.votes_in_all(shown.before))
    for span in (shown.span, shown.before):
        assert days.traffic_in_all(span) == rows.traffic_in_all(span)
        assert by_day(days, shown, span) == by_day(rows, shown, span)
        assert days.dimensions(span) == rows.dimensions(span)
    assert rows.traffic_in_all(shown.span).requests > 0
    words = {"tag", "reason"} if rows.voices is DEFAULT else set()
    assert {"model", "endpoint", "meta.plan"} | words <= set(rows.dimensions(shown.span))


def by_day(reading: Reading, shown: Window, span: Span) -> dict:
    return traffics(reading.traffic(span, shown.step), lambda each: (each.bucket.date(), each.model))


def test_it_counts_hours_of_traffic_as_the_rows_say(log):
    shown = window("24h", NOW)
    rows, days = Reading(log, DEFAULT), RolledUpReading(log, DEFAULT, NOW)
    assert alike(days.votes(shown.span, shown.step), shown) == alike(rows.votes(shown.span, shown.step), shown)
    by_model = [traffics(each.traffic(shown.span, shown.step), lambda calls: calls.model) for each in (rows, days)]
    assert by_model[0] == by_model[1] != {}


def test_it_counts_other_voices_and_end_users_from_rows(log):
    for voices in VOICES.values():
        rows, days = Reading(log, voices), RolledUpReading(log, voices, NOW)
        span = window("30d", NOW).span
        assert days.disliking(span) == rows.disliking(span)
        assert rows.disliking(span).users


def test_it_asks_the_rows_where_the_worker_has_fallen_behind(log):
    ChangedDay.objects.create(project=log, day=NOW.date())
    for late in (NOW + timedelta(days=9), NOW - timedelta(days=999)):
        assert type(reading_of(log, DEFAULT, window("30d", late))) is Reading
        assert insights_context(log, asked_of({}, late))["is_late"]


def test_it_reads_few_rows_of_the_log(log):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert insights_context(log, asked_of({"window": "30d"}, NOW))["any_vote"]
    counts = [query["sql"] for query in asked if "COUNT" in query["sql"]]
    of_the_log = [sql for sql in counts if "requestlog_request" in sql and "feedback_" not in sql]
    assert len(of_the_log) == 2  # the part of a day with which the window before ends: its traffic and its votes


def test_it_says_that_figures_take_too_long(log, settings, as_alice):
    settings.SCREEN_SECONDS = 0
    page = as_alice.get("/p/support/insights/?window=24h")
    assert page.status_code == 200
    assert "too many to count within two seconds" in page.content.decode()
