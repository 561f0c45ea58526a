"""Votes on calls that the recorder has not stored yet: they are in the host's spool, or on another host."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from feedback import early
from feedback.models import Feedback
from requestlog import services as log
from requestlog.ids import new_id
from requestlog.spool import Note, Spool, Start, Writer
from tests.factories import NOW, chat_call, create_entry
from tests.loops import awaited

MESSAGE = "chatcmpl-spooled"
CHUNK = {"id": MESSAGE, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}}]}
ANSWER = {"status": 200, "response_type": "text/event-stream"}


@pytest.fixture(autouse=True)
def spool_folder(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def spooled(project, folder, *, state="started"):
    """The id of a streamed call of which the gateway has written the first chunk."""
    call = new_id()
    body = json.dumps({"model": "gpt-5-mini", "stream": True, "messages": []}).encode()
    part = f"data: {json.dumps(CHUNK)}\n\n".encode()

    async def write():
        writer = Writer(folder)
        writer.start()
        started_us = time.time_ns() // 1000
        await writer.commit(
            Start(call.bytes, project.pk, started_us, "chat/completions", writer.worker, b"{}", body),
        )
        await writer.commit(Note(call.bytes, json.dumps(ANSWER).encode(), (MESSAGE,), 0, part))
        if state != "started":
            await writer.commit(Note(call.bytes, json.dumps(ANSWER).encode(), (), 1, b"data: [DONE]\n\n", state))
        writer.stop()

    awaited(write())
    return call


@pytest.mark.parametrize("state", ["started", "complete"])
def test_it_takes_a_vote_on_a_call_that_is_still_spooled(project, vote, settings, state):
    call = spooled(project, settings.SPOOL_DIR, state=state)
    answer = vote(message_id=MESSAGE, comment="fast")
    assert (answer.status_code, answer.json()["request_id"]) == (200, str(call))
    entry = project.requests.get()
    assert (entry.id, entry.state, entry.get_rating_display()) == (call, state, "negative")


def test_it_takes_the_newest_call_where_an_upstream_repeats_its_ids(project, vote, settings):
    older = create_entry(project, message_id=MESSAGE, at=datetime.now(UTC) - timedelta(hours=1))
    newer = spooled(project, settings.SPOOL_DIR)
    assert vote(message_id=MESSAGE).json()["request_id"] == str(newer)
    assert project.requests.get(id=older.id).rating is None


def test_it_takes_the_call_of_the_keys_project_where_two_have_the_id(
    project, other_project, vote, settings, secret_key
):
    own = spooled(project, settings.SPOOL_DIR)
    spooled(other_project, settings.SPOOL_DIR)
    answer = vote(message_id=MESSAGE, key=secret_key)
    assert (answer.status_code, answer.json()["request_id"]) == (200, str(own))


def test_it_looks_for_no_newer_call_of_an_id_that_is_long_enough(project, vote, monkeypatch):
    entry = create_entry(project, message_id="chatcmpl-9xQ2hVb3mK1wZ7c41")
    monkeypatch.setattr(early, "spooled", lambda *_: pytest.fail("looked"))
    assert vote(message_id="chatcmpl-9xQ2hVb3mK1wZ7c41").json()["request_id"] == str(entry.id)


def test_it_takes_a_vote_by_our_own_id(project, vote, settings):
    call = spooled(project, settings.SPOOL_DIR)
    assert vote(message_id=str(call)).status_code == 200


def test_it_keeps_the_vote_when_the_recorder_stores_the_end(project, vote, settings):
    call = spooled(project, settings.SPOOL_DIR)
    vote(message_id=MESSAGE, comment="fast")
    log.record(calls=[chat_call(project, id=call, message_id=MESSAGE)], now=NOW)
    entry = project.requests.get()
    assert (entry.state, entry.get_rating_display(), entry.has_comment) == ("complete", "negative", True)
    assert vote(message_id=MESSAGE).status_code == 208


def test_it_leaves_the_call_in_the_spool(project, vote, settings):
    spooled(project, settings.SPOOL_DIR)
    vote(message_id=MESSAGE)
    assert Spool(settings.SPOOL_DIR).find(MESSAGE) is not None


@pytest.mark.usefixtures("nothing_waits")
def test_it_does_not_look_at_another_project_than_the_keys(other_project, vote, settings, secret_key):
    spooled(other_project, settings.SPOOL_DIR)
    assert vote(message_id=MESSAGE, key=secret_key).status_code == 404
    assert not other_project.requests.exists()
    assert not Feedback.objects.exists()


def test_it_refuses_a_spooled_call_of_a_project_that_demands_a_key(project, vote, settings, public_key):
    project.feedback_needs_key = True
    project.save()
    spooled(project, settings.SPOOL_DIR)
    assert vote(message_id=MESSAGE).status_code == 403
    assert vote(message_id=MESSAGE, key=public_key).status_code == 200


def test_it_finds_what_the_recorder_moved_between_the_two_questions(project, vote, monkeypatch):
    def moved(message_id, project_ids):
        create_entry(project, message_id=message_id)
        return []

    monkeypatch.setattr(early, "spooled", moved)
    assert vote(message_id=MESSAGE).status_code == 200


def test_it_answers_404_at_once_on_one_host(db, vote, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("waited"))
    assert vote(message_id="unknown").status_code == 404


def test_it_waits_for_the_recorder_of_another_host(project, vote, settings, monkeypatch):
    settings.VOTE_WAIT_MS = 1000
    monkeypatch.setattr(time, "sleep", lambda seconds: create_entry(project, message_id=MESSAGE))
    assert vote(message_id=MESSAGE).status_code == 200


def test_it_waits_no_longer_than_told(db, vote, settings):
    settings.VOTE_WAIT_MS = 120
    began = time.monotonic()
    assert vote(message_id="unknown").status_code == 404
    assert time.monotonic() - began >= 0.12


def test_it_lets_few_votes_wait_at_once(db, vote, settings, monkeypatch):
    settings.VOTE_WAIT_MS = 1000
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("waited"))
    for _ in range(2):
        early.waiters.acquire()
    try:
        assert vote(message_id="unknown").status_code == 404
    finally:
        early.waiters.release(2)


def test_it_holds_a_broken_spool_for_an_empty_one(db, vote, settings):
    settings.SPOOL_DIR.mkdir()
    (settings.SPOOL_DIR / "calls.sqlite3").write_bytes(b"this is no database" * 100)
    assert vote(message_id="unknown").status_code == 404
