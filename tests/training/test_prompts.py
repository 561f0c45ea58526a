"""When two prompts are the same, and into which part of a split they fall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.training.messages import prompt_of
from feedback.training.prompts import digest_of
from feedback.training.splitting import PARTS, Split
from tests.training.examples import CALL, WEATHER, said, user

pytestmark = pytest.mark.any_database
DIGESTS = st.lists(st.binary(min_size=16, max_size=16), max_size=50)
SHARES = st.floats(min_value=0, max_value=1)
SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def digest(*messages, endpoint="chat/completions", **request):
    return digest_of(prompt_of({"messages": list(messages), **request}, endpoint))


def with_call(id, arguments):
    call = {"id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}}
    return [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_call_id": id, "content": "3"}]


def test_it_is_the_same_however_it_is_spelled():
    assert digest(user("Hi")) == digest(user([{"type": "text", "text": "Hi"}]))
    assert digest(user("Hi")) == digest(user("Hi"), model="gpt-5", temperature=0, parallel_tool_calls=False)
    assert digest(user("Hi")) == digest_of(prompt_of({"input": "Hi"}, "responses"))
    flat = {"parameters": {"type": "object"}, "type": "function", "name": "weather"}
    assert digest(user(), tools=[WEATHER]) == digest(user(), tools=[flat])


def test_it_does_not_see_the_ids_of_calls_nor_how_their_arguments_are_written():
    one, other = with_call("call_a", '{"a":1,"b":2}'), with_call("call_b", '{"b": 2, "a": 1}')
    assert digest(user(), *one) == digest(user(), *other)
    assert digest(user(), *one) != digest(user(), *with_call("call_a", '{"a":1}'))


@pytest.mark.parametrize(
    "other",
    [
        [user("hello?")],
        [{"role": "system", "content": "Be brief."}, user()],
        [user(), said(), user()],
        [{**user(), "name": "ann"}],
    ],
)
def test_it_tells_prompts_apart(other):
    assert digest(user()) != digest(*other)


def test_it_tells_functions_apart():
    assert digest(user()) != digest(user(), tools=[WEATHER])
    assert len(digest(user(), *with_call(CALL["id"], "{"))) == 16


@given(DIGESTS, SHARES, SEEDS)
def test_it_puts_every_prompt_into_one_part_whatever_is_beside_it(digests, share, seed):
    split = Split(test_share=share, seed=seed)
    parts = [split.part_of(digest) for digest in digests]
    assert set(parts) <= set(PARTS)
    assert parts == [Split(test_share=share, seed=seed).part_of(digest) for digest in digests]
    for digest, part in zip(digests, parts, strict=True):
        wanted = [Split(part=each, test_share=share, seed=seed).wants(digest) for each in ("", *PARTS)]
        assert wanted == [True, part == "train", part == "test"]


@given(DIGESTS, SHARES, SHARES, SEEDS)
def test_it_keeps_what_is_in_the_test_part_when_that_grows(digests, one, other, seed):
    small, large = (Split(part="test", test_share=share, seed=seed) for share in sorted((one, other)))
    assert all(large.wants(digest) for digest in digests if small.wants(digest))


def test_it_splits_as_the_share_says_and_otherwise_with_another_seed():
    digests = [bytes([number % 256, number // 256]) * 8 for number in range(5_000)]
    first, second = ({d for d in digests if Split(part="test", seed=seed).wants(d)} for seed in (0, 1))
    assert 400 < len(first) < 600
    assert 20 < len(first & second) < 100
    assert not any(Split(part="test", test_share=0).wants(d) for d in digests)
    assert all(Split(part="test", test_share=1).wants(d) for d in digests)
