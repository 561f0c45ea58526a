"""The sample month, as plain values."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import orjson
import pytest

from feedback.demo.exchanges import Exchange
from feedback.demo.month import month
from tests.factories import NOW

DAYS = 30


def told(*, seed: int = 1, requests: int = 4000, now: datetime = NOW, days: int = DAYS) -> list[Exchange]:
    numbers = count()
    return list(
        month(seed=seed, now=now, days=days, requests=requests, project_id=1, id_of=lambda at: UUID(int=next(numbers)))
    )


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    return told()


def test_it_tells_the_same_month_again_for_the_same_seed():
    assert told(requests=300) == told(requests=300)


def test_it_tells_another_month_for_another_seed():
    assert told(requests=300, seed=2) != told(requests=300)


@pytest.mark.parametrize("requests", [1, 2, 17, 1001])
def test_it_tells_exactly_so_many_calls(requests: int):
    assert len(told(requests=requests)) == requests


@pytest.mark.parametrize("days", [1, 7, 30])
def test_it_stays_between_the_first_day_and_now(days: int):
    for each in told(requests=400, days=days):
        assert NOW - timedelta(days=days) <= each.call.started_at
        assert each.call.started_at + timedelta(milliseconds=each.call.latency_ms or 0) <= NOW
        assert all(each.call.started_at < vote.created_at <= NOW for vote in each.votes)
        assert each.review is None or each.call.started_at < each.review.at <= NOW


def test_it_has_calls_of_the_last_day_and_the_last_minutes(exchanges: list[Exchange]):
    starts = [each.call.started_at for each in exchanges]
    assert sum(at > NOW - timedelta(days=1) for at in starts) > 20
    assert any(at > NOW - timedelta(minutes=33) for at in starts)


def test_it_is_busy_in_working_hours_and_quiet_at_night(exchanges: list[Exchange]):
    hours = Counter(each.call.started_at.hour for each in exchanges)
    days = Counter(each.call.started_at.weekday() for each in exchanges)
    assert hours[10] > 10 * hours[2]
    assert days[1] > 2 * days[6]


def test_it_is_rated_about_one_in_nine_and_mostly_liked(exchanges: list[Exchange]):
    ratings = Counter(each.vote.rating for each in exchanges if each.vote)
    assert 0.09 < ratings.total() / len(exchanges) < 0.14
    assert ratings["positive"] > ratings["negative"] > 0
    assert ratings["amazing"] > 0


def test_it_holds_every_way_that_a_call_ends(exchanges: list[Exchange]):
    states = {each.call.state for each in exchanges}
    assert states == {"complete", "client_closed", "upstream_error", "interrupted"}
    assert {200, 400, 401, 429, 500, 504} == {each.call.status for each in exchanges}


def test_it_holds_several_models_and_endpoints(exchanges: list[Exchange]):
    assert len({orjson.loads(each.call.request)["model"] for each in exchanges}) == 10
    assert {each.call.endpoint for each in exchanges} == {"chat/completions", "responses", "embeddings"}


def test_it_goes_on_in_one_session_with_one_person(exchanges: list[Exchange]):
    people: dict[str, set[str]] = {}
    for each in exchanges:
        people.setdefault(each.call.session, set()).add(each.call.end_user)
    assert all(len(users) == 1 for session, users in people.items() if session)


def test_it_answers_a_tool_call_with_its_result(exchanges: list[Exchange]):
    bodies = [
        orjson.loads(each.call.request)["messages"] for each in exchanges if b'"role":"tool"' in each.call.request
    ]
    assert bodies
    for messages in bodies:
        asked = {call["id"] for message in messages for call in message.get("tool_calls", ())}
        assert {message["tool_call_id"] for message in messages if message["role"] == "tool"} <= asked


def test_it_votes_only_on_what_can_be_named(exchanges: list[Exchange]):
    for each in exchanges:
        if each.votes:
            assert orjson.loads(each.call.response)["id"] == each.message_id


def test_it_has_answers_that_several_people_judge(exchanges: list[Exchange]):
    users = [[vote.submitter for vote in each.votes if not vote.by] for each in exchanges]
    assert any(len(submitters) > 1 for submitters in users)
    assert all(len(set(submitters)) == len(submitters) for submitters in users)
    assert {vote.by for each in exchanges for vote in each.votes} == {"", "mira", "jonas"}


def test_it_says_why_of_most_bad_answers_and_of_some_what_was_wanted(exchanges: list[Exchange]):
    bad = [each.vote for each in exchanges if each.vote and each.vote.rating == "negative"]
    assert sum(bool(vote.reasons) for vote in bad) > len(bad) / 5
    assert 0 < sum(bool(vote.correction) for vote in bad) < len(bad) / 4
    good = [each.vote for each in exchanges if each.vote and each.vote.rating != "negative"]
    assert not any(vote.reasons or vote.correction for vote in good)


def test_it_reviews_about_a_third_of_the_older_bad_answers_and_nothing_else():
    judged = [each for each in told(requests=10_000) if any(vote.rating == "negative" for vote in each.votes)]
    old = [each for each in judged if each.votes[0].created_at < NOW - timedelta(days=3)]
    closed = [each for each in old if each.review and each.review.status != "looking"]
    assert 0.25 < len(closed) / len(old) < 0.5
    statuses = Counter(each.review.status for each in judged if each.review)
    assert statuses["resolved"] > statuses["wont_fix"] > 0
    assert statuses["looking"] > 0
    assert all(each.review.assignee for each in judged if each.review and each.review.status == "looking")


def test_it_reviews_only_what_is_disliked(exchanges: list[Exchange]):
    for each in exchanges:
        assert each.review is None or "negative" in [vote.rating for vote in each.votes]


def test_it_does_not_look_copied(exchanges: list[Exchange]):
    last = Counter(each.call.response[-300:] for each in exchanges if each.call.status == 200)
    assert last.most_common(1)[0][1] < len(exchanges) * 0.01
