"""Credentials that an upstream spells over several events of a stream."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.spelling import MOST_KEPT_BYTES, Spelling
from requestlog.wire.completion import fold
from tests.wire.strategies import ANY_BODY, CUTS, split, streamed

CANARY = "sk-proj-CANARY/ssk_0123456789abcdefXYZ"
PLACES = range(1, len(CANARY))
Events = Callable[[Iterable[str]], list[Any]]


def chat(pieces: Iterable[str]) -> list[Any]:
    return [
        {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        for piece in ("", "His ", *pieces, " is", "s")
    ]


def two_choices(pieces: Iterable[str]) -> list[Any]:
    spoken = (
        ({"index": 1, "delta": {"content": piece}}, {"index": 0, "delta": {"content": " no"}}) for piece in pieces
    )
    return [{"id": "chatcmpl-1", "choices": [choice]} for both in spoken for choice in both]


def two_choices_in_one_event(pieces: Iterable[str]) -> list[Any]:
    return [
        {"choices": [{"index": 0, "delta": {"content": "k"}}, {"index": 1, "delta": {"content": piece}}]}
        for piece in pieces
    ]


def tool_calls(pieces: Iterable[str]) -> list[Any]:
    def event(index: int, piece: str) -> dict[str, Any]:
        call = {"index": index, "function": {"arguments": piece}}
        return {"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}

    return [event(0, '{"a":"'), *(event(index, text) for piece in pieces for index, text in ((0, piece), (1, "{}")))]


def reasoning(pieces: Iterable[str]) -> list[Any]:
    return [{"choices": [{"index": 0, "delta": {"content": "x", "reasoning_content": piece}}]} for piece in pieces]


def completions(pieces: Iterable[str]) -> list[Any]:
    return [{"object": "text_completion", "choices": [{"index": 0, "text": piece}]} for piece in pieces]


def responses(pieces: Iterable[str]) -> list[Any]:
    def event(index: int, piece: str) -> dict[str, Any]:
        return {"type": "response.output_text.delta", "output_index": index, "content_index": 0, "delta": piece}

    return [event(index, text) for piece in pieces for index, text in ((0, piece), (1, "s"))]


def messages(pieces: Iterable[str]) -> list[Any]:
    first, *rest = pieces
    start = {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": first}}
    deltas = [
        {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": piece}} for piece in rest
    ]
    return [{"type": "message_start", "message": {"id": "msg_1", "content": []}}, start, {"type": "ping"}, *deltas]


def tool_input(pieces: Iterable[str]) -> list[Any]:
    deltas = [
        {"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta", "partial_json": text}}
        for piece in pieces
        for index, text in ((2, piece), (3, "k-"))
    ]
    return [{"type": "message_start", "message": {"id": "msg_1", "content": []}}, *deltas]


FORMATS: list[Events] = [
    chat, two_choices, two_choices_in_one_event, tool_calls, reasoning, completions, responses, messages, tool_input,
]  # fmt: skip
formats = pytest.mark.parametrize("events", FORMATS)


def cut(text: str, *places: int) -> list[str]:
    return [text[start:end] for start, end in pairwise([0, *sorted(places), len(text)])]


def hears(stream: bytes, *cuts: int, secret: str = CANARY) -> bool:
    spelling = Spelling([b"another-secret", secret.encode()])
    return [spelling.hears(piece) for piece in split(stream, list(cuts))][-1]


@formats
def test_it_hears_a_secret_spelled_in_two_events(events):
    for place in PLACES:
        stream = streamed(events(cut(CANARY, place)))
        assert CANARY.encode() not in stream
        assert CANARY in json.dumps(json.loads(fold(stream)))
        assert hears(stream)
        assert all(hears(stream, at) for at in range(0, len(stream), 23))


@formats
@pytest.mark.parametrize("count", [3, 10, len(CANARY)])
def test_it_hears_a_secret_spelled_in_more_events(events, count):
    for seed in range(10):
        stream = streamed(events(cut(CANARY, *random.Random(seed).sample(PLACES, count - 1))))
        assert hears(stream)
        assert hears(stream, *range(0, len(stream), 20))
        assert hears(stream.replace(b"\n", b"\r\n"), *range(0, len(stream), 20))


@formats
@settings(max_examples=30)
@given(places=st.sets(st.sampled_from(PLACES), min_size=1), cuts=CUTS, before=ANY_BODY)
def test_it_hears_it_however_the_stream_is_cut(events, places, cuts, before):
    stream = streamed(events(cut(CANARY, *places)))
    assert hears(b": " + before.replace(b"\n", b"").replace(b"\r", b"") + b"\n\n" + stream, *cuts)


@formats
@pytest.mark.parametrize(
    "secret", [CANARY, "ss" + CANARY, "sssssssss", 'pass"wor\\d', "gänzlich-geheim", "x" * 24, "y" * 25]
)
def test_it_hears_any_secret(events, secret):
    places = range(1, len(secret))
    assert all(hears(streamed(events(cut(secret, place))), secret=secret) for place in places)
    assert hears(streamed(events(cut(secret, *places))), secret=secret)


@pytest.mark.parametrize("escape", [
    lambda piece: "".join(f"\\u{ord(letter):04X}" for letter in piece), lambda piece: piece.replace("/", "\\/"),
])  # fmt: skip
def test_it_hears_what_is_written_with_escapes(escape):
    events = streamed(chat(["<1>", "<2>"])).decode()
    for first, second in (cut(CANARY, place) for place in PLACES):
        assert hears(events.replace("<1>", escape(first)).replace("<2>", second).encode(), 300)
        assert hears(events.replace("<1>", first).replace("<2>", escape(second)).encode(), 300)
    assert hears(events.replace("<1>", escape(CANARY)).replace("<2>", "").encode())


def test_it_hears_a_long_token_spelled_slowly_between_long_events():
    token = "ey" + "".join(random.Random(1).choices("abcXYZ019", k=1500))
    events = [event | {"model": "m" * 60} for event in chat(cut(token, *range(4, 1500, 4)))]
    assert hears(streamed(events), *range(0, 100_000, 2000), secret=token)


def test_it_hears_a_secret_whose_parts_are_far_from_each_other():
    first, second = (streamed(two_choices([piece])) for piece in cut(CANARY, 1))
    others = streamed([{"choices": [{"index": 0, "delta": {"content": "jokes"}}]}] * 100)
    spelling = Spelling([CANARY.encode()])
    assert [spelling.hears(text) for text in (first, others, others, second)] == [False, False, False, True]


def test_it_does_not_forget_what_it_has_heard():
    spelling = Spelling([CANARY.encode()])
    assert spelling.hears(streamed(chat(cut(CANARY, 5))))
    assert spelling.hears(b"data: [DONE]\n\n")


def test_it_takes_no_short_value_for_a_secret():
    assert not Spelling([b"a=b", b"1234567"]).hears(streamed(chat(["a=", "b", "1234", "567"])))


@formats
def test_it_hears_nothing_where_a_letter_is_another(events):
    others = [(CANARY[:place] + "#" + CANARY[place + 1 :], place) for place in PLACES]
    assert not any(hears(streamed(events(cut(other, place))), 100, 200) for other, place in others)


@formats
@settings(max_examples=30)
@given(pieces=st.lists(st.text() | st.sampled_from(["s", "sk-", "k-proj", "oj-CAN"]), min_size=2), cuts=CUTS)
def test_it_never_hears_what_is_not_there(events, pieces, cuts):
    stream = streamed(events(pieces))
    assert hears(stream, *cuts) is (CANARY in "".join(pieces))


@given(st.lists(ANY_BODY), CUTS)
def test_it_takes_anything(bodies, cuts):
    stream = b"".join(b"data: " + body + b"\n\n" for body in bodies)
    assert not hears(stream, *cuts)


def test_it_hears_a_secret_whose_last_event_nothing_ends():
    stream = streamed(chat(cut(CANARY, 9))[:-2]).rstrip()
    assert hears(stream)
    assert hears(stream, *range(len(stream)))


def test_it_hears_a_secret_that_begins_long_before_it_goes_on():
    first, second = cut(CANARY, 1)
    stream = streamed(two_choices([first])) + streamed(two_choices([""]) * 5000) + streamed(two_choices([second]))
    assert hears(stream)
    assert hears(stream, *range(0, len(stream), 60_000))


def test_it_keeps_little_of_a_long_stream():
    spelling, events = Spelling([CANARY.encode()]), streamed(chat(["s"] * 1000))
    for _ in range(10):
        assert not spelling.hears(events)
        assert len(spelling._kept) <= 2 * MOST_KEPT_BYTES
