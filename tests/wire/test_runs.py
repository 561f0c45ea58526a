"""Runs of chunks that are read as one: the same completion as of chunks that are read one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from requestlog.wire.completion import _folder_of, folded
from requestlog.wire.completion.runs import chunks_of, kind_of
from requestlog.wire.jsons import dicts_of, dumps, loads
from requestlog.wire.sse import data_of, events_of
from tests.recordings import exchanges
from tests.wire.strategies import ANY_JSON, few

PIECES = st.text(max_size=6) | st.sampled_from(["", '"', "\\", "a\\", '","', "\ud800", "\n", "\N{SNOWMAN}", "0" * 25])
CHOICES = st.fixed_dictionaries(
    {"index": st.integers(0, 1) | st.just("1"), "finish_reason": st.sampled_from([None, "stop"])},
    optional={"logprobs": st.sampled_from([None, {"content": ["x"]}]), "text": st.sampled_from([None, "y"])},
)
DELTAS = st.sampled_from(["content", "reasoning_content", "role", "refusal"])
CHUNKS = st.fixed_dictionaries(
    {"id": st.sampled_from(["c-1", "c-2", None]), "choices": st.just([])},
    optional={
        "obfuscation": st.sampled_from(["aB3", "x" * 9, "", '"']),
        "usage": st.sampled_from([None, {"total_tokens": 3}]),
        "content": st.sampled_from(["elsewhere", "else"]),
        "n": st.sampled_from([10**30, 1e308]),
    },
)


@st.composite
def chats(draw: st.DrawFn) -> bytes:
    """A chat's stream of a few kinds of chunks, several of each kind on end, here and there something else."""
    texts: list[bytes] = []
    for _ in range(draw(st.integers(1, 4))):
        chunk, choice, key = draw(CHUNKS), draw(CHOICES), draw(DELTAS)
        ascii, compact = draw(st.booleans()), draw(st.booleans())
        separators = (",", ":") if compact else None
        for piece in draw(st.lists(PIECES, min_size=1, max_size=6)):
            whole = {**chunk, "choices": [{**choice, "delta": {key: piece}}]}
            text = json.dumps(whole, ensure_ascii=ascii, separators=separators)
            texts.append(text.encode("utf-8", "surrogatepass"))
        texts += draw(
            st.lists(st.binary(max_size=9) | ANY_JSON.map(lambda value: json.dumps(value).encode()), max_size=1)
        )
    return b"".join(b"data: " + text + b"\n\n" for text in texts)


def one_by_one(stream: bytes) -> tuple[bytes, Any]:
    """`folded`, of chunks that are read one by one."""
    events = dicts_of([loads(event.data) for event in events_of(stream)])
    if not events:
        return folded(stream)
    value = _folder_of(events)(events)
    return dumps(value), value


@few
@given(chats())
def test_it_folds_to_the_same(stream: bytes):
    assert folded(stream)[0] == one_by_one(stream)[0]


@pytest.mark.parametrize("exchange", [each for each in exchanges() if each.streamed], ids=lambda each: each.name)
def test_it_folds_recorded_streams_to_the_same(exchange):
    assert folded(exchange.response_body) == one_by_one(exchange.response_body)


@few
@given(st.binary(max_size=40) | st.text("dat: \r\n\0é", max_size=40).map(str.encode))
@example(b"data: \n\n")
@example(b"data: a\n\ndata: b\n\n\n")
def test_it_finds_the_data_of_the_same_events(stream: bytes):
    assert data_of(stream) == [event.data for event in events_of(stream)]


def chunk(piece: str, **fields: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
    return dumps({"id": "c-1", "choices": [choice], **fields})


def test_it_reads_a_run_as_one_chunk():
    first, *_ = values = chunks_of([chunk("a"), chunk("\u00e9\n"), chunk("\\")])
    assert [value["choices"][0]["delta"]["content"] for value in values] == ["a\u00e9\n\\"]
    assert first == loads(chunk("a\u00e9\n\\"))


def test_it_reads_past_what_hides_the_length_of_a_chunk():
    values = chunks_of([chunk("a", obfuscation="x7"), chunk("b", obfuscation="Hq81"), chunk("c", obfuscation="z")])
    assert [value["choices"][0]["delta"]["content"] for value in values] == ["abc"]


@pytest.mark.parametrize("other", [
    chunk('say "b"'), chunk("b", id="c-2"), chunk("b", usage={"total_tokens": 1}), chunk("b") + b"7", chunk("b")[:-9],
    b'{"choices": []}', b"[1]", b"",
])  # fmt: skip
def test_it_ends_a_run_at_a_chunk_of_another_kind(other: bytes):
    assert chunks_of([chunk("a"), other]) == [loads(chunk("a")), loads(other)]


def test_it_ends_a_run_where_a_chunk_is_cut_within_what_hides_its_length():
    whole = chunk("a", obfuscation="x7")
    for size in range(len(whole)):
        assert chunks_of([whole, whole[:size]]) == [loads(whole), loads(whole[:size])]


@pytest.mark.parametrize("choice", [
    {"delta": {"content": "a", "tool_calls": []}}, {"delta": {"content": "a"}, "logprobs": {"content": [1]}},
    {"delta": {"role": {"content": "a"}}}, {"delta": {"content": None}, "message": {"content": "a"}},
])  # fmt: skip
def test_it_reads_chunks_one_by_one_where_more_than_one_text_grows(choice: dict[str, Any]):
    assert kind_of(dumps({"choices": [choice]})) is None


def test_it_reads_pieces_one_by_one_that_are_no_json():
    broken = chunk("a").replace(b'"a"', b'"a\\"')
    assert chunks_of([chunk("b"), broken, chunk("c")]) == [loads(chunk("b")), None, loads(chunk("c"))]
