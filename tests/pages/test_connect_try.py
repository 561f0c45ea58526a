"""A test request from the connect page: the built-in model answers, and the log has it at once."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from projects.models import Membership, Role
from requestlog.demo import trying
from tests.factories import NOW
from tests.pages.world import text_of

TRY = "/p/support/connect/try/"


@pytest.fixture(autouse=True)
def nothing_tried_yet():
    cache.clear()
    yield
    cache.clear()


def test_it_records_a_call_that_says_what_it_is(project, as_alice):
    answer = as_alice.post(f"{TRY}?client=node&way=widget")
    assert (answer.status_code, answer.url) == (302, "/p/support/connect/?client=node&way=widget#call")
    (entry,) = project.requests.all()
    assert (entry.model, entry.status, entry.state, entry.cost_usd) == ("gptboost-demo", 200, "complete", None)
    assert entry.message_id == f"chatcmpl-demo-{entry.id.hex}"
    assert entry.answer_preview.startswith("Stable hands in New Orleans")
    assert (entry.prompt_tokens, entry.completion_tokens) == (9, 33)
    assert entry.metadata == {"test": "sent from the Connect page"}


def test_it_is_shown_at_once_as_what_it_is(project, as_alice):
    text = text_of(as_alice.post(TRY, follow=True))
    assert "Requests are arriving. test, answered by the built-in model" in text
    assert "Tell me an interesting fact about the Big Apple Stable hands" in text
    assert "gptboost-demo" in text


def test_it_can_be_voted_on(project, client, as_alice):
    as_alice.post(TRY)
    entry = project.requests.get()
    vote = {"message_id": entry.message_id, "rating": "positive"}
    assert client.post("/v1/feedback/", vote, content_type="application/json").status_code == 200
    assert "Votes are arriving: positive." in text_of(as_alice.get("/p/support/connect/"))


def test_it_keeps_no_bodies_where_the_project_keeps_none(project, as_alice):
    project.log = "metadata"
    project.save()
    as_alice.post(TRY)
    entry = project.requests.get()
    assert (entry.prompt_preview, entry.answer_preview, entry.model) == ("", "", "gptboost-demo")
    assert not project.payloads.exclude(request=None).exists()


def test_it_is_enough_ten_times_a_minute(project, as_alice, monkeypatch):
    monkeypatch.setattr(trying.TryThrottle, "timer", lambda self: NOW.timestamp())
    assert [as_alice.post(TRY).status_code for _ in range(11)] == [302] * 10 + [429]
    assert project.requests.count() == 10
    refused = as_alice.post(TRY)
    assert "Ten test requests a minute are enough: wait 60 seconds and try again." in text_of(refused)
    monkeypatch.setattr(trying.TryThrottle, "timer", lambda self: NOW.timestamp() + 61)
    assert as_alice.post(TRY).status_code == 302


def test_it_is_for_members_and_owners(project, bob, client):
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(TRY).status_code == 404
    assert "Send a test request" not in text_of(client.get("/p/support/connect/"))
    Membership.objects.filter(project=project, user=bob).update(role=Role.MEMBER)
    assert "Send a test request" in text_of(client.get("/p/support/connect/"))
    assert client.post(TRY).status_code == 302


def test_it_refuses_forged_and_foreign_requests(project, charlie, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(TRY).status_code == 403
    stranger = Client()
    stranger.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.post(TRY).status_code == 404
    assert Client().post(TRY).status_code == 302
    assert not project.requests.exists()


def test_it_sends_nothing_in_an_archived_project(project, as_alice):
    project.archived_at = NOW
    project.save()
    assert "Send a test request" not in text_of(as_alice.get("/p/support/connect/"))
    refused = as_alice.post(TRY)
    assert refused.status_code == 409
    assert "This project is archived: it takes no requests any more." in text_of(refused)
    assert not project.requests.exists()


def test_it_opens_no_connection(project, as_alice, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("A test request asks nobody")

    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(f"socket.{name}", refuse)
    assert as_alice.post(TRY).status_code == 302
