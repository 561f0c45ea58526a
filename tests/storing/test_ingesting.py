"""Ingest of as many calls as COPY is used for: each is answered in its place."""

from __future__ import annotations

from requestlog import services
from requestlog.models import KnownId, Payload, Unsearched
from requestlog.storing.copying import MANY
from tests.factories import NOW, chat_call

SIZE = 3 * MANY


def test_it_stores_new_calls_and_tells_of_those_that_are_there(project):
    calls = [chat_call(project, external_id=f"job-{n}", message_id=f"m-{n}") for n in range(SIZE)]
    services.ingest(calls=calls[:MANY], now=NOW)
    again = [chat_call(project, external_id=f"job-{n}", message_id=f"m-{n or 'other'}") for n in range(SIZE)]
    answers = services.ingest(calls=again, now=NOW)
    assert [answer.created for answer in answers] == [False] * MANY + [True] * (SIZE - MANY)
    assert [answer.differs for answer in answers] == [True] + [False] * (SIZE - 1)
    assert [answer.id for answer in answers] == [call.id for call in [*calls[:MANY], *again[MANY:]]]
    assert project.requests.count() == Payload.objects.filter(project=project).count() == SIZE


def test_it_takes_the_first_of_several_with_one_name(project):
    calls = [chat_call(project, external_id=f"job-{n % MANY}", answer=f"{n}") for n in range(SIZE)]
    answers = services.ingest(calls=calls, now=NOW)
    assert [answer.id for answer in answers] == [call.id for call in calls[:MANY]] * 3
    assert [answer.created for answer in answers] == [True] * MANY + [False] * (SIZE - MANY)
    assert project.requests.count() == Unsearched.objects.filter(project=project).count() == MANY


def test_it_stores_calls_without_a_name(project):
    calls = [chat_call(project) for _ in range(SIZE)]
    assert all(answer.created for answer in services.ingest(calls=calls, now=NOW))
    assert KnownId.objects.filter(project=project, message_id=str(calls[-1].id)).exists()


def test_it_answers_none_for_the_one_that_is_impossible(project):
    calls = [chat_call(project, external_id=f"job-{n}") for n in range(SIZE)]
    calls[MANY] = chat_call(project, given={"status": -1})
    calls[MANY + 1] = chat_call(project, given={"prompt_tokens": 10**30})
    answers = services.ingest(calls=calls, now=NOW)
    assert [answer is None for answer in answers] == [n in (MANY, MANY + 1) for n in range(SIZE)]
    assert project.requests.count() == SIZE - 2
