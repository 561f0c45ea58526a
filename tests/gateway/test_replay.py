"""OpenAI's own answers, recorded, through the gateway and into the log."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from requestlog.wire.completion import fold
from requestlog.wire.fields import read_answer
from requestlog.wire.jsons import loads
from tests.gateway.site import Site, call, running
from tests.recordings import Exchange, exchanges
from tests.scripts import CHUNKED
from tests.upstream import Received, Upstream, Wire

RECORDED = {exchange.name: exchange for exchange in exchanges()}
FRAMING = {"content-length", "transfer-encoding", "content-encoding", "connection", "set-cookie"}


async def replay(request: Received, wire: Wire) -> None:
    """The recorded answer, a stream in pieces of 100 bytes."""
    exchange = RECORDED[request.header("x-recording") or ""]
    headers = [(name, value) for name, value in exchange.response_headers if name.lower() not in FRAMING]
    if not exchange.streamed:
        await wire.answer(exchange.status, exchange.response_body, *headers)
        return
    await wire.head(exchange.status, *headers, CHUNKED)
    for at in range(0, len(exchange.response_body), 100):
        await wire.chunk(exchange.response_body[at : at + 100])
    await wire.last_chunk()


@pytest.fixture(scope="module")
def recorded_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Upstream(play=replay) as upstream, running(tmp_path_factory.mktemp("replay"), upstream.url) as site:
        yield site


@pytest.mark.parametrize("exchange", RECORDED.values(), ids=RECORDED)
def test_it_passes_and_keeps_what_was_recorded(recorded_site: Site, exchange: Exchange):
    reply = call(
        recorded_site.url, exchange.path, exchange.request_body, method=exchange.method, X_Recording=exchange.name
    )
    assert (reply.status, reply.body) == (exchange.status, exchange.response_body)
    entry = recorded_site.entry(reply.id)
    asked, answered = recorded_site.payload(reply.id)
    assert asked == exchange.request_body
    whole = fold(exchange.response_body) if exchange.streamed else exchange.response_body
    assert json.loads(answered) == json.loads(whole)
    said = read_answer(loads(whole))
    assert entry["message_id"] == next(iter(said.ids), "")
    assert (entry["prompt_tokens"], entry["completion_tokens"]) == (
        said.usage.prompt_tokens,
        said.usage.completion_tokens,
    )
    assert (entry["state"], entry["streamed"], entry["status"]) == ("complete", exchange.streamed, exchange.status)
