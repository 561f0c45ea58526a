"""An id is in the spool before the bytes that carry it are with the client: so no vote comes too early."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.gateway.site import Site, running
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def unrecorded(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Site]:
    """A gateway whose recorder does not run, so that the spool alone can know."""
    with running(tmp_path_factory.mktemp("unrecorded"), upstream.url) as site:
        site.stop("recorder")
        yield site


@pytest.mark.parametrize("model", ["normal", "in-two-pieces", "until-close", "big"])
def test_it_is_known_when_the_answer_is_there(unrecorded: Site, model: str):
    for _ in range(20 if model == "normal" else 1):
        reply = unrecorded.chat(model)
        call = unrecorded.spool.find(reply.json["id"])
        assert call is not None
        assert str(call.id) == reply.id
        assert call.state == "complete"


def test_it_is_known_when_the_first_event_is_there(unrecorded: Site):
    for _ in range(10):
        for piece in unrecorded.stream("slow-stream"):
            call = unrecorded.spool.find(json.loads(piece.partition(b"\n")[0][6:])["id"])
            assert call is not None
            assert (call.state, call.status) == ("started", 200)
            break


def test_it_is_known_however_late_it_comes_and_whichever_it_is(unrecorded: Site):
    seen = set()
    for piece in unrecorded.stream("late-id"):
        for line in filter(lambda line: line.startswith(b"data: {"), piece.split(b"\n")):
            seen.add(json.loads(line[6:])["id"])
        assert all(unrecorded.spool.find(id) for id in seen - {""})
    assert len(seen - {""}) == 2


def test_it_may_be_the_upstreams_request_id_or_our_own(unrecorded: Site):
    for fields in ({"stream": True}, {"stream": False}):
        reply = unrecorded.chat(fields=fields)
        for id in (reply.header("x-request-id"), reply.id):
            assert unrecorded.spool.find(id) is not None


def test_it_is_no_ones_otherwise(unrecorded: Site):
    assert unrecorded.spool.find("chatcmpl-nobody") is None
    assert unrecorded.spool.find("") is None
