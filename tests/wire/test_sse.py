"""`requestlog.wire.sse`: an event stream gives the same events however its bytes are split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.sse import Event, Parser, events_of
from tests.recordings import exchanges
from tests.wire.strategies import CUTS, few, split

PIECES = [
    "data",
    ": ",
    ":",
    " ",
    "\n",
    "\r",
    "\r\n",
    "event",
    "id",
    "é",
    "x",
    "\ufeff",
    "\0",
    "retry: 5",
    "data: y\n\n",
]


def test_it_works():
    assert events_of(b'data: {"a": 1}\n\ndata: [DONE]\n\n') == [
        Event("message", b'{"a": 1}', ""),
        Event("message", b"[DONE]", ""),
    ]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\r\n\r\n", [Event("message", b"a", "")]),
        (b"data: a\r\r", [Event("message", b"a", "")]),
        (b"data: a\ndata: b\n\n", [Event("message", b"a\nb", "")]),
        (b"data:a\ndata:  b\n\n", [Event("message", b"a\n b", "")]),
        (b"data\n\n", [Event("message", b"", "")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Event("message", b"a", "")]),
        (b": ping\n\nevent: e\n\ndata: a\n\n", [Event("message", b"a", "")]),
        (b"event: e\nid: 7\ndata: a\n\ndata: b\n\n", [Event("e", b"a", "7"), Event("message", b"b", "7")]),
        (b"id: 7\ndata: a\n\nid: a\0b\ndata: b\n\n", [Event("message", b"a", "7"), Event("message", b"b", "7")]),
        (b"retry: 5\nunknown: b\ndata: a\n\n", [Event("message", b"a", "")]),
        (b"event: \xff\ndata: \xff\n\n", [Event("\ufffd", b"\xff", "")]),
        (b"\n\n\n", []),
        (b"", []),
    ],
)
def test_it_follows_the_standard(stream: bytes, expected: list[Event]):
    assert Parser().feed(stream) == expected


def test_it_gives_an_event_as_soon_as_it_is_whole():
    parser = Parser()
    assert parser.feed(b"data: a\n") == []
    assert parser.feed(b"\ndata: b") == [Event("message", b"a", "")]


def test_it_counts_a_line_end_that_two_feeds_share_once():
    parser = Parser()
    assert parser.feed(b"data: a\r") == []
    assert parser.feed(b"\ndata: b\r") == []
    assert parser.feed(b"\n\r") == [Event("message", b"a\nb", "")]
    assert parser.feed(b"\n") == []


def test_it_gives_what_a_cut_stream_had_begun():
    parser = Parser()
    assert parser.feed(b"data: a\n\ndata: b") == [Event("message", b"a", "")]
    assert parser.flush() == [Event("message", b"b", "")]
    assert parser.flush() == []


@few
@given(st.lists(st.sampled_from(PIECES), max_size=40), CUTS)
def test_it_does_not_mind_where_a_stream_is_split(pieces: list[str], cuts: list[int]):
    stream = "".join(pieces).encode()
    parser = Parser()
    events = [event for chunk in split(stream, cuts) for event in parser.feed(chunk)]
    assert events + parser.flush() == events_of(stream)


def test_it_does_not_mind_a_recorded_stream_that_comes_byte_by_byte():
    for recorded in filter(lambda exchange: exchange.streamed, exchanges()):
        parser = Parser()
        body = recorded.response_body
        events = [event for at in range(len(body)) for event in parser.feed(body[at : at + 1])]
        assert events == events_of(body)
        assert len(events) == body.count(b"data: ")
