"""What is kept of a call, as its project and the call itself want it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, eventually, running
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def discreet(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway whose default project keeps facts alone, and whose recorder does not run."""
    with running(tmp_path_factory.mktemp("discreet"), upstream.url) as site:
        site.command("configureproject", "default", "--log", "metadata")
        eventually(lambda: site.entry(site.chat().id)["prompt_preview"] == "")
        site.stop("recorder")
        yield site


def metadata(site: Site, id: str) -> dict[str, str]:
    found = site.entry(id)["metadata"]
    return json.loads(found) if isinstance(found, str) else found


@pytest.mark.parametrize("stream", [False, True])
def test_it_keeps_facts_alone_where_the_call_says_so(site: Site, stream: bool):
    fields = (
        {"stream": stream, "stream_options": {"include_usage": True}, "user": "anna"} if stream else {"user": "anna"}
    )
    reply = site.chat(fields=fields, X_GPTBoost_Log="metadata")
    entry = site.entry(reply.id)
    assert (entry["model"], entry["prompt_tokens"], entry["completion_tokens"]) == ("gpt-5-mini", 9, 6)
    assert (entry["end_user"], entry["status"], entry["state"]) == ("anna", 200, "complete")
    assert (entry["prompt_preview"], entry["answer_preview"]) == ("", "")
    assert entry["message_id"].startswith("chatcmpl-")
    assert site.payload(reply.id) == (b"", b"")
    assert metadata(site, reply.id)["gptboost_bodies"] == "not_kept"


def test_it_keeps_nothing_where_the_call_says_so(site: Site):
    before = site.spool.stats()["received"]
    silent = site.chat(X_GPTBoost_Log="none")
    assert (silent.status, silent.header("x-request-id")[:4]) == (200, "req_")
    assert site.entry(site.chat().id)["state"] == "complete"
    assert site.ended(silent.id) is None
    assert site.spool.find(silent.id) is None
    assert site.spool.stats()["received"] == before + 1


def test_it_refuses_a_word_that_it_does_not_know(site: Site, upstream: Upstream):
    seen = len(upstream.received)
    reply = site.chat(X_GPTBoost_Log="nothing")
    assert (reply.status, reply.json["error"]["code"]) == (400, "invalid_log_mode")
    assert len(upstream.received) == seen


def test_it_never_writes_a_body_to_the_disk(discreet: Site):
    reply = discreet.chat(fields={"messages": [{"role": "user", "content": "a whispered word"}]})
    call = discreet.spool.find(reply.id)
    assert call is not None
    assert (call.request, call.response) == (b"", b"")
    spooled = b"".join(path.read_bytes() for path in (discreet.folder / "spool").iterdir())
    assert b"whispered" not in spooled


@pytest.mark.parametrize("wish", ["full", "metadata"])
def test_it_keeps_no_more_than_the_project_does(discreet: Site, wish: str):
    call = discreet.spool.find(discreet.chat(X_GPTBoost_Log=wish).id)
    assert call is not None
    assert (call.request, call.metadata["gptboost_bodies"]) == (b"", "not_kept")


def test_it_knows_the_ids_of_a_stream_whose_text_it_does_not_keep(discreet: Site):
    with discreet.opened("slow-stream") as answer:
        answer.read_until(b'"content": "Hello"')
        call = eventually(lambda: discreet.spool.find(answer.answer.headers["x-gptboost-request-id"]))
        assert (call.state, call.response) == ("started", b"")
        assert call.known_ids[0].startswith("chatcmpl-")
