"""Usage on streams: asked for where the project wants it, and kept from a client that did not ask."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, call, chat, eventually, running
from tests.upstream import Upstream

STREAM = {"stream": True}


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway whose default project asks for usage."""
    with running(tmp_path_factory.mktemp("counting"), upstream.url) as site:
        site.command("configureproject", "default", "--stream-usage", "on")
        eventually(lambda: site.entry(site.chat(fields=STREAM).id)["prompt_tokens"] == 9)
        yield site


def pieces(body: bytes) -> list[bytes]:
    return [event for event in body.split(b"\n\n") if event]


def test_it_counts_what_the_client_did_not_ask_for(counting: Site, upstream: Upstream):
    reply = counting.chat(fields=STREAM)
    assert upstream.last.json["stream_options"] == {"include_usage": True}
    entry = counting.entry(reply.id)
    assert (entry["prompt_tokens"], entry["completion_tokens"], entry["cost_usd"] is not None) == (9, 6, True)
    assert b"usage" not in reply.body


def test_it_keeps_the_additional_chunk_alone_from_the_client(counting: Site, upstream: Upstream):
    through, direct = counting.chat(fields=STREAM), call(upstream.url, "/chat/completions", chat(**STREAM))
    other, same = (json.loads(pieces(reply.body)[0][6:])["id"].encode() for reply in (direct, through))
    assert through.body == direct.body.replace(other, same)


def test_it_keeps_the_request_as_the_client_sent_it(counting: Site):
    asked, _ = counting.payload(entry_of(counting, counting.chat(fields=STREAM).id))
    assert json.loads(asked) == chat(**STREAM)


def entry_of(site: Site, id: str) -> str:
    site.entry(id)
    return id


def test_it_passes_the_usage_that_the_client_asked_for(counting: Site):
    reply = counting.chat(fields={**STREAM, "stream_options": {"include_usage": True}})
    assert b'"usage": {"prompt_tokens": 9' in reply.body


def test_it_leaves_whole_answers_and_packed_questions_alone(counting: Site, upstream: Upstream):
    whole = counting.chat()
    assert (whole.json["usage"]["prompt_tokens"], "stream_options" in upstream.last.json) == (9, False)
    packed = gzip.compress(json.dumps(chat(**STREAM)).encode())
    counting.call("/chat/completions", packed, Content_Encoding="gzip")
    assert upstream.last.body == packed


def test_it_asks_for_nothing_unless_the_project_wants_it(site: Site, upstream: Upstream):
    site.chat(fields=STREAM)
    assert "stream_options" not in upstream.last.json
