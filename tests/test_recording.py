"""`requestlog.services`: storing calls, once, whatever is in them."""

from __future__ import annotations

from unittest.mock import patch

from requestlog import services
from requestlog.models import KnownId, Payload
from requestlog.rows import unpacked
from requestlog.wire.fields import AnswerFields
from tests.factories import NOW, chat_call, create_entry


def test_it_stores_a_call_with_its_bodies_and_ids(project):
    call = chat_call(project, message_id="chatcmpl-1")
    assert services.record(calls=[call], now=NOW) == []
    entry = project.requests.get()
    assert (entry.id, entry.status, entry.latency_ms) == (call.id, 200, 1200)
    payload = Payload.objects.get(project=project, request_id=call.id)
    assert (unpacked(payload.request), unpacked(payload.response)) == (call.request, call.response)
    assert KnownId.objects.filter(project=project, message_id=str(call.id)).count() == 1


def test_it_stores_a_repeated_call_once_and_keeps_the_newer_facts(project):
    call = chat_call(project, state="started", status=0)
    services.record(calls=[call], now=NOW)
    project.requests.update(rating=3, has_comment=True)
    services.record(calls=[chat_call(project, id=call.id)], now=NOW)
    entry = project.requests.get()
    assert (entry.state, entry.status, entry.rating, entry.has_comment) == ("complete", 200, 3, True)
    assert Payload.objects.count() == 1


def test_it_keeps_the_end_of_a_call_when_its_beginning_comes_later(project):
    call = chat_call(project, answer="Whole")
    services.record(calls=[call], now=NOW)
    services.record(calls=[chat_call(project, id=call.id, state="started", status=0, response=b"")], now=NOW)
    assert project.requests.get().state == "complete"
    assert b"Whole" in unpacked(Payload.objects.get(project=project).response)


def test_it_leaves_an_answers_id_with_the_call_that_made_it(project):
    made = create_entry(project, message_id="resp_1", endpoint="responses")
    create_entry(project, message_id="resp_1", endpoint="GET responses/resp_1")
    assert [known.request_id for known in KnownId.objects.of("resp_1")] == [made.id]


def test_it_knows_the_id_of_an_answer_that_was_only_read_here(project):
    read = create_entry(project, message_id="resp_2", endpoint="GET responses/resp_2")
    assert KnownId.objects.of("resp_2").get().request_id == read.id


def test_it_stores_the_rest_of_a_batch_that_holds_an_impossible_call(project):
    good, bad = chat_call(project), chat_call(project, given={"status": -1})
    assert services.record(calls=[good, bad], now=NOW) == [bad.id]
    assert [entry.id for entry in project.requests.all()] == [good.id]


def test_it_stores_the_rest_of_a_batch_when_a_body_confuses_its_reader(project):
    good, bad = chat_call(project), chat_call(project, answer="confusing")
    with patch("requestlog.facts.read_answer", side_effect=confused):
        assert services.record(calls=[bad, good], now=NOW) == [bad.id]
    assert [entry.id for entry in project.requests.all()] == [good.id]


def confused(body: object) -> AnswerFields:
    if "confusing" in str(body):
        raise KeyError("choices")
    return AnswerFields()


def test_it_replaces_what_no_database_can_store(project):
    entry = create_entry(project, end_user="a\0b", metadata={"k\0": "\ud800"})
    assert (entry.end_user, entry.metadata) == ("a\ufffdb", {"k\ufffd": "\ufffd"})


def test_it_ingests_a_call_with_the_same_external_id_once(project):
    first, second = chat_call(project, external_id="job-1"), chat_call(project, external_id="job-1")
    assert services.ingest(calls=[first], now=NOW)[0].created is True
    again = services.ingest(calls=[second], now=NOW)[0]
    assert (again.id, again.created) == (first.id, False)
    assert Payload.objects.count() == 1
