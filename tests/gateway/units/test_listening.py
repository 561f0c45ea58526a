"""Which ids an answer makes known, and when it begins to speak."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.listening import bears_content, listener_for
from tests.recordings import exchanges
from tests.scripts import event

STREAM = b"".join([
    event({"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}),
    b": ping\n\n",
    event({"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"content": "chatcmpl-1"}}]}),
    event({"id": "chatcmpl-2", "choices": [{"index": 0, "delta": {"content": "x"}}]}),
    b"data: [DONE]\n\n",
])  # fmt: skip


@given(st.lists(st.integers(0, len(STREAM)), max_size=12), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_it_hears_the_same_however_the_stream_is_split(cuts: list[int], line_end: bytes):
    listener, heard, at = listener_for("text/event-stream"), [], 0
    stream = STREAM.replace(b"\n", line_end)
    for cut in [*sorted(cuts), len(stream)]:
        heard += listener.hear(stream[at:cut])
        at = cut
    assert heard + listener.end() == ["chatcmpl-1", "chatcmpl-2"]
    assert listener.spoken


def test_it_hears_an_id_with_the_event_that_carries_it():
    listener = listener_for("text/event-stream")
    assert listener.hear(STREAM[:20]) == []
    assert listener.hear(STREAM[20 : STREAM.index(b"\n\n") + 2]) == ["chatcmpl-1"]
    assert not listener.spoken


def test_it_hears_a_new_id_beside_one_that_is_known():
    listener = listener_for("text/event-stream")
    listener.hear(STREAM)
    both = event({"id": "chatcmpl-1", "note": "chatcmpl-1"}) + event({"id": "chatcmpl-3", "note": '"id": "chatcmpl-1"'})
    assert listener.hear(both) == ["chatcmpl-3"]


def test_it_hears_an_event_that_the_end_cuts_off():
    listener = listener_for("text/event-stream")
    assert listener.hear(event({"id": "chatcmpl-9"})[:-1]) == []
    assert listener.end() == ["chatcmpl-9"]


def test_it_knows_the_id_of_a_body_at_its_end():
    listener = listener_for("application/json")
    assert listener.hear(b'{"id": "chatcmpl-1", ') == []
    assert listener.hear(b'"choices": []}') == []
    assert listener.end() == ["chatcmpl-1"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"id": 1}', b"\xff\xfe", b'{"id": null}', b"[" * 100_000])
def test_it_hears_nothing_in_what_is_no_answer(body: bytes):
    for media_type in ("application/json", "text/event-stream", "text/html", "audio/mpeg", ""):
        listener = listener_for(media_type)
        assert listener.hear(body) + listener.end() == []


def test_it_hears_one_id_in_every_recorded_stream():
    for exchange in filter(lambda exchange: exchange.streamed, exchanges()):
        listener = listener_for("text/event-stream")
        heard = listener.hear(exchange.response_body) + listener.end()
        assert heard == [json.loads(exchange.response_body.split(b"\n")[0][6:])["id"]]
        assert listener.spoken


@pytest.mark.parametrize(("payload", "speaks"), [
    ({"choices": [{"delta": {"content": "x"}}]}, True), ({"choices": [{"delta": {"role": "assistant"}}]}, False),
    ({"choices": [{"delta": {"content": ""}}]}, False), ({"choices": [{"delta": {"tool_calls": [{}]}}]}, True),
    ({"choices": [{"text": "x"}]}, True), ({"choices": []}, False), ({"choices": None}, False), ([], False),
    ({"type": "response.output_text.delta", "delta": "x"}, True), ({"type": "response.created"}, False),
    ({"type": "content_block_delta"}, True), ({"type": "message_start"}, False), (None, False),
])  # fmt: skip
def test_it_tells_content_from_preparations(payload: object, speaks: bool):
    assert bears_content(payload) is speaks
