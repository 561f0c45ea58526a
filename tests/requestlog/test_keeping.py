"""A project that keeps facts alone gets no bodies, whichever way a call comes."""

from __future__ import annotations

import pytest

from projects.services import configure_project
from requestlog.models import Payload
from requestlog.services import ingest, record
from tests.factories import NOW, chat_call

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("store", [record, ingest])
def test_it_keeps_facts_alone(project, store):
    configure_project(project=project, log="metadata")
    call = chat_call(project)
    store(calls=[call], now=NOW)
    entry = project.requests.get()
    assert (entry.model, entry.prompt_tokens, entry.completion_tokens) == ("gpt-5-mini", 10, 20)
    assert (entry.prompt_preview, entry.answer_preview) == ("", "")
    assert entry.metadata["gptboost_bodies"] == "not_kept"
    payload = Payload.objects.get(project=project)
    assert (payload.request, payload.response) == (None, None)


@pytest.mark.parametrize("store", [record, ingest])
def test_it_keeps_the_bodies_of_other_projects(project, other_project, store):
    configure_project(project=other_project, log="metadata")
    store(calls=[chat_call(project)], now=NOW)
    assert Payload.objects.get(project=project).response
    assert "gptboost_bodies" not in project.requests.get().metadata


def test_it_takes_the_same_call_again_as_the_same(project):
    configure_project(project=project, log="metadata")
    first, again = (ingest(calls=[chat_call(project, external_id="one", message_id="x")], now=NOW)[0] for _ in range(2))
    assert (first.created, again.created, again.differs) == (True, False, False)
    assert first.id == again.id
