"""Batches that are large enough for COPY: they mean what the same calls mean one by one."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection

from projects.models import Project
from requestlog import services
from requestlog.models import ChangedDay, KnownId, Payload, Request, Unsearched
from requestlog.rows import unpacked
from requestlog.services import batches
from requestlog.storing.copying import MANY
from tests.factories import NOW, chat_call

SIZE = 3 * MANY
ODD = {"end_user": "a\0b", "metadata": {"k\0": ["\ud800", 10**30, 1.5, None]}, "session": "tab\there\\N\nnew\r"}


def calls_of(project: Project, size: int = SIZE, **overrides: Any) -> list[Any]:
    return [chat_call(project, message_id=f"m-{n}", answer=f"Answer {n}", **overrides) for n in range(size)]


def begun(call: Any, **overrides: Any) -> Any:
    """What the recorder saw of `call` before its end."""
    facts = {"id": call.id, "message_id": call.known_ids[0] if call.known_ids else "m", "status": 0}
    return chat_call(Project(pk=call.project_id), **facts, state="started", **{"response": b"", **overrides})


def log_of(project: Project) -> list[Any]:
    """Everything that the log holds of `project`, less its ids."""
    entries = [
        {field.attname: getattr(entry, field.attname) for field in Request._meta.concrete_fields}
        for entry in project.requests.order_by("id")
    ]
    bodies = {each.request_id: each for each in Payload.objects.filter(project=project)}
    known = KnownId.objects.filter(project=project).order_by("message_id")
    names = [(name.message_id, name.request_id, name.seen_at) for name in known]
    return [
        entries,
        [[unpacked(getattr(bodies[each["id"]], side)) for side in ("request", "response")] for each in entries],
        names,
    ]


def test_it_stores_a_batch_as_it_stores_its_calls_alone(project):
    calls = calls_of(project, **ODD)
    assert services.record(calls=calls, now=NOW) == []
    together = log_of(project)
    for model in (KnownId, Payload):
        model.objects.filter(project=project).delete()
    project.requests.all().delete()
    for call in calls:
        assert services.record(calls=[call], now=NOW) == []
    assert log_of(project) == together
    assert len(together[0]) == SIZE


def test_it_changes_nothing_when_a_batch_comes_again(project):
    calls = calls_of(project)
    services.record(calls=calls, now=NOW)
    before = log_of(project)
    assert services.record(calls=calls, now=NOW) == []
    assert log_of(project) == before


def test_it_ends_the_calls_that_had_begun_and_adds_the_others(project):
    calls = calls_of(project)
    services.record(calls=[begun(call) for call in calls[:MANY]], now=NOW)
    project.requests.filter(id=calls[0].id).update(rating=3, has_comment=True, team_rating=1, triage=2)
    assert services.record(calls=calls, now=NOW) == []
    assert set(project.requests.values_list("state", flat=True)) == {"complete"}
    voted = project.requests.get(id=calls[0].id)
    assert (voted.rating, voted.has_comment, voted.team_rating, voted.triage) == (3, True, 1, 2)
    assert b"Answer 0" in unpacked(Payload.objects.get(project=project, request_id=calls[0].id).response)
    assert Payload.objects.filter(project=project).count() == project.requests.count() == SIZE


def test_it_lets_no_beginning_take_the_place_of_an_end(project):
    calls = calls_of(project)
    services.record(calls=calls[:MANY], now=NOW)
    before = log_of(project)
    assert services.record(calls=[begun(call) for call in calls[:MANY]], now=NOW) == []
    assert log_of(project)[:2] == before[:2]
    services.record(calls=[begun(call) for call in calls], now=NOW)
    assert project.requests.filter(state="started").count() == SIZE - MANY


@pytest.mark.parametrize("order", [1, -1], ids=["its beginning first", "its end first"])
def test_it_stores_a_call_once_that_is_in_a_batch_twice(project, order: int):
    calls = calls_of(project)
    twice = [*calls, begun(calls[0], known_ids=("early",)), chat_call(project, id=calls[1].id, answer="Newer")]
    twice = [begun(calls[2]), *twice][::order]
    assert services.record(calls=twice, now=NOW) == []
    assert project.requests.count() == SIZE
    assert set(project.requests.values_list("state", flat=True)) == {"complete"}
    assert KnownId.objects.filter(project=project, message_id="early").get().request_id == calls[0].id
    newest = Payload.objects.get(project=project, request_id=calls[1].id)
    assert (b"Newer" in unpacked(newest.response)) is (order == 1)


@pytest.mark.parametrize("given", [{"status": -1}, {"prompt_tokens": 10**30}, {"latency_ms": "soon"}], ids=str)
def test_it_stores_all_but_the_one_that_is_impossible(project, given: dict[str, Any], caplog):
    calls = calls_of(project)
    calls[MANY] = bad = chat_call(project, given=given)
    assert services.record(calls=calls, now=NOW) == [bad.id]
    assert project.requests.count() == Payload.objects.filter(project=project).count() == SIZE - 1
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("requestlog")]
    assert [str(bad.id) in message for message in ours] == [True]


def test_it_leaves_answers_ids_with_the_calls_that_made_them(project):
    made = calls_of(project)
    read = [chat_call(project, message_id=f"m-{n}", endpoint=f"GET responses/m-{n}") for n in range(SIZE)]
    services.record(calls=made, now=NOW)
    services.record(calls=[*read, chat_call(project, message_id="new", endpoint="GET responses/new")], now=NOW)
    owners = dict(KnownId.objects.filter(project=project).values_list("message_id", "request_id"))
    assert [owners[f"m-{n}"] for n in range(SIZE)] == [call.id for call in made]
    assert "new" in owners


def test_it_tells_what_has_changed(project):
    calls = calls_of(project)
    services.record(calls=[*calls, *(begun(chat_call(project)) for _ in range(MANY))], now=NOW)
    assert set(Unsearched.objects.values_list("request_id", flat=True)) == {call.id for call in calls}
    assert [each.day for each in ChangedDay.objects.filter(project=project)] == [NOW.date()]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only there it is asked before")
def test_it_stores_calls_that_somebody_else_stored_a_moment_ago(project):
    calls = calls_of(project)
    services.record(calls=calls[:1], now=NOW)
    asked = batches._there
    with patch.object(batches, "_there", lambda rows: asked(rows) if len(rows) < SIZE else set()):
        assert services.record(calls=calls, now=NOW) == []
    assert project.requests.count() == SIZE


@pytest.mark.parametrize("table", ["payload", "knownid", "unsearched"])
def test_it_writes_nothing_where_one_of_the_tables_cannot_be_written(project, table: str):
    calls, writer = calls_of(project), type(batches.writer())
    values = writer.values

    def failing(self: Any, into: Any, rows: Any) -> Any:
        if into.name == f"requestlog_{table}":
            raise DatabaseError from OSError("gone")
        return values(self, into, rows)

    away = patch("requestlog.services.refusing.is_away", return_value=True)
    with patch.object(writer, "values", failing), away, pytest.raises(DatabaseError):
        services.record(calls=calls, now=NOW)
    assert [model.objects.count() for model in (Request, Payload, KnownId, Unsearched, ChangedDay)] == [0] * 5
