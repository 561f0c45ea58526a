"""Usage on streams where the client did not ask for it: the answer."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.asking import MOST_HELD_BYTES, UsageFilter

CHUNK = b'data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}],"usage":null}'
USAGE = b'data: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":3}}'
PROMPT_FILTER = b'data: {"id":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}'
DONE = b"data: [DONE]"
ENDS = (b"\n", b"\r\n", b"\r")
OTHERS = [
    PROMPT_FILTER,
    b'data: {"choices":[]}',
    b'data: {"choices":[],"usage":null}',
    b'data: {"choices":[{"index":0}],"usage":{"prompt_tokens":3}}',
    b'data: {"choices":[],"usage":{},"error":{"message":"no"}}',
    b'event: usage\n' + USAGE,
    b"id: 7\n" + USAGE,
    USAGE + b"\ndata: more",
    b'data: {"type":"response.completed","response":{"choices":[],"usage":{}}}',
    USAGE.removesuffix(b"}") + b',"id":"%s"}' % (b"x" * MOST_HELD_BYTES),
    b'data: {"choices":[],"usage":',
    DONE,
]  # fmt: skip


def filtered(stream: bytes, *cuts: int) -> bytes:
    usage_filter, at = UsageFilter(), [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    given = [usage_filter.feed(stream[start:end]) for start, end in pairwise(at)]
    return b"".join(given) + usage_filter.flush()


@pytest.mark.parametrize("end", ENDS)
def test_it_takes_out_the_chunk_of_usage(end):
    before, after = CHUNK + end * 2, DONE + end * 2
    stream = before + USAGE + end * 2 + after
    assert all(filtered(stream, cut) == before + after for cut in range(len(stream)))
    assert filtered(stream, *range(len(stream))) == before + after


@pytest.mark.parametrize("form", [
    b'data:{"choices":[],"usage":{}}',
    b'data: {"choices" : [ ], "usage": {"completion_tokens": 1}}',
    b'data: {"choices":[],\ndata: "usage":{}}',
    b'data: {"choices":[],"usage":{},"obfuscation":"x","service_tier":"default"}',
])  # fmt: skip
def test_it_knows_that_chunk_in_any_form(form):
    assert filtered(CHUNK + b"\n\n" + form + b"\n\n" + DONE + b"\n\n") == CHUNK + b"\n\n" + DONE + b"\n\n"


def test_it_keeps_comments_that_come_with_that_chunk():
    stream = b": hello\n" + USAGE + b"\n: bye\n\n" + DONE + b"\n\n"
    assert filtered(stream) == b": hello\n: bye\n" + DONE + b"\n\n"


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("cuts", [[], [30], range(200)])
def test_it_leaves_other_events_as_they_are(other, cuts):
    stream = CHUNK + b"\n\n" + other + b"\n\n"
    assert filtered(stream, *cuts) == stream


def test_it_takes_out_one_chunk_alone():
    assert filtered((USAGE + b"\n\n") * 2) == USAGE + b"\n\n"


def test_it_passes_at_the_end_what_no_event_ends():
    assert filtered(CHUNK + b"\n\n" + USAGE) == CHUNK + b"\n\n" + USAGE


def test_it_holds_back_no_more_than_an_unfinished_event():
    usage_filter = UsageFilter()
    assert usage_filter.feed(CHUNK + b"\n\n" + CHUNK[:20]) == CHUNK + b"\n\n"
    assert usage_filter.feed(CHUNK[20:] + b"\n\n") == CHUNK + b"\n\n"


def test_it_holds_back_no_event_that_is_too_long():
    usage_filter, piece, held = UsageFilter(), b"data: " + b"x" * 1000, 0
    for _ in range(100):
        held += len(piece) - len(usage_filter.feed(piece))
        assert held <= MOST_HELD_BYTES
    assert usage_filter.feed(b"\n\n" + USAGE + b"\n\n") == b"\n\n"


pieces = st.lists(
    st.sampled_from([CHUNK, USAGE, PROMPT_FILTER, DONE, b": ping", b"event: x", b"data", *ENDS, *ENDS, *ENDS])
    | st.binary(max_size=5),
    max_size=25,
).map(b"".join)


@given(pieces, st.lists(st.integers(0, 2000), max_size=8))
def test_it_gives_the_same_however_the_stream_is_cut(stream, cuts):
    assert filtered(stream, *cuts) == filtered(stream) == filtered(stream, *range(len(stream)))


@given(pieces)
def test_it_changes_nothing_where_no_such_chunk_is(stream):
    stream = stream.replace(b'"choices":[]', b'"choices":[{}]')
    assert filtered(stream) == stream


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers()), st.sampled_from([[], [{}], None]))
def test_it_takes_out_no_chunk_with_news(news, choices):
    chunk = {**news, "choices": choices, "usage": None, "news": 1}
    stream = b"data: " + json.dumps(chunk).encode() + b"\n\n"
    assert filtered(stream) == stream
