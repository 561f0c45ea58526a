"""`requestlog.wire.completion`: streams of chat/completions and completions."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.completion import fold
from tests.wire.strategies import few, streamed


def chunk(*choices: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A chat chunk; each choice is given as its fields."""
    known = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-5-mini"}
    return {**known, "choices": [{"index": 0, "finish_reason": None, **choice} for choice in choices], **facts}


def folded(*events: Any) -> Any:
    return json.loads(fold(streamed(list(events))))


def message_of(*deltas: dict[str, Any]) -> Any:
    return folded(*(chunk({"delta": delta}) for delta in deltas))["choices"][0]["message"]


def test_it_works():
    events = [
        chunk({"delta": {"role": "assistant", "content": "", "refusal": None}}, usage=None, obfuscation="x1"),
        chunk({"delta": {"content": "Hello"}}, usage=None),
        chunk({"delta": {"content": " you"}}, usage=None),
        chunk({"delta": {}, "finish_reason": "stop"}, usage=None),
        chunk(usage={"prompt_tokens": 3}, system_fingerprint="fp_1", service_tier="default"),
    ]
    assert json.loads(fold(streamed(events) + b"data: [DONE]\n\n")) == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-5-mini",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello you", "refusal": None},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 3},
        "system_fingerprint": "fp_1",
        "service_tier": "default",
    }


def test_it_keeps_several_choices_apart():
    answer = folded(
        chunk({"delta": {"content": "a"}}, {"index": 1, "delta": {"content": "x"}}),
        chunk({"index": 1, "delta": {"content": "y"}, "finish_reason": "length"}),
        chunk({"delta": {"content": "b"}, "finish_reason": "stop"}),
    )
    assert [(c["index"], c["message"]["content"], c["finish_reason"]) for c in answer["choices"]] == [
        (0, "ab", "stop"),
        (1, "xy", "length"),
    ]


def test_it_joins_tool_calls_by_their_index():
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}}
    second = {"index": 1, "id": "call_2", "type": "function", "function": {"name": "g", "arguments": "{}"}}
    message = message_of(
        {"role": "assistant", "content": None, "tool_calls": [first]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"a'}}]},
        {"tool_calls": [second, {"index": 0, "function": {"arguments": '": 1}'}}]},
    )
    assert message["content"] is None
    assert message["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}},
        {"id": "call_2", "type": "function", "function": {"name": "g", "arguments": "{}"}},
    ]


def test_it_joins_tool_calls_of_servers_that_number_none_and_repeat_names():
    message = message_of(
        {"tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{"}}]},
        {"tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "}"}}]},
        {"tool_calls": [{"id": "b", "function": {"name": "g"}}]},
        {"tool_calls": [{"function": {"arguments": "[]"}}]},
    )
    assert [call["function"] for call in message["tool_calls"]] == [
        {"name": "f", "arguments": "{}"},
        {"name": "g", "arguments": "[]"},
    ]


def test_it_joins_refusals_reasoning_and_legacy_function_calls():
    message = message_of(
        {
            "role": "assistant",
            "refusal": "I ",
            "reasoning_content": "Hm",
            "function_call": {"name": "f", "arguments": "{"},
        },
        {"refusal": "can't", "reasoning_content": "m", "function_call": {"arguments": "}"}},
    )
    assert message == {
        "role": "assistant",
        "content": None,
        "refusal": "I can't",
        "reasoning_content": "Hmm",
        "function_call": {"name": "f", "arguments": "{}"},
    }


def test_it_joins_spoken_answers_and_collects_sources():
    source = {"type": "url_citation", "url_citation": {"url": "https://example.org/a", "title": "A"}}
    message = message_of(
        {"role": "assistant", "audio": {"id": "audio_1", "transcript": "Hel"}},
        {"audio": {"data": "AAAA", "transcript": "lo"}},
        {"audio": {"data": "BBBB", "expires_at": 9}},
        {"annotations": [source]},
    )
    audio = {"id": "audio_1", "transcript": "Hello", "data": "AAAABBBB", "expires_at": 9}
    assert message == {"role": "assistant", "content": None, "audio": audio, "annotations": [source]}


def test_it_joins_calls_of_custom_tools():
    call = {"index": 0, "id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "SELECT"}}
    message = message_of({"tool_calls": [call]}, {"tool_calls": [{"index": 0, "custom": {"input": " 1"}}]})
    assert message["tool_calls"] == [{"id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}]


def test_it_joins_logprobs():
    answer = folded(
        chunk({"delta": {"content": "a"}, "logprobs": {"content": [{"token": "a"}], "refusal": None}}),
        chunk({"delta": {"content": "b"}, "logprobs": {"content": [{"token": "b"}], "refusal": None}}),
        chunk({"delta": {}, "logprobs": None, "finish_reason": "stop"}),
    )
    assert answer["choices"][0]["logprobs"] == {"content": [{"token": "a"}, {"token": "b"}], "refusal": None}


def test_it_folds_a_cut_stream_to_what_came():
    stream = streamed([chunk({"delta": {"content": "Hel"}})]) + b'data: {"id": "chatcmpl-1", "choi'
    answer = json.loads(fold(stream))
    assert answer["choices"] == [
        {"index": 0, "message": {"role": "assistant", "content": "Hel"}, "finish_reason": None}
    ]


def test_it_keeps_an_error_inside_a_stream_beside_what_came():
    error = {"message": "Overloaded", "type": "server_error", "code": None}
    answer = folded(chunk({"delta": {"content": "Hel"}}), {"error": error})
    assert answer["error"] == error
    assert answer["choices"][0]["message"]["content"] == "Hel"


def test_it_folds_a_stream_of_an_error_to_the_error():
    assert folded({"error": {"message": "Overloaded"}}) == {"error": {"message": "Overloaded"}}
    assert folded({"object": "error", "message": "No", "code": 400}) == {"error": {"message": "No", "code": 400}}


def test_it_takes_what_azure_leaves_empty_at_first_from_later_chunks():
    first = {"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": [{"p": 1}]}
    answer = folded(first, chunk({"delta": {"content": "Hi"}}))
    assert (answer["id"], answer["object"], answer["model"]) == ("chatcmpl-1", "chat.completion", "gpt-5-mini")
    assert answer["prompt_filter_results"] == [{"p": 1}]


def test_it_folds_legacy_completions():
    texts = [{"text": "a", "logprobs": {"tokens": ["a"]}}, {"text": "b", "logprobs": {"tokens": ["b"]}}]
    answer = folded(*(chunk(text, object="text_completion") for text in texts))
    assert answer["object"] == "text_completion"
    assert answer["choices"] == [{"index": 0, "finish_reason": None, "text": "ab", "logprobs": {"tokens": ["a", "b"]}}]


def test_it_lists_the_events_of_an_unknown_format():
    events = [{"object": "thread.run", "id": "run_1"}, {"object": "thread.message.delta"}]
    assert folded(*events) == {"events": events}


def test_it_takes_a_plain_body_that_was_called_a_stream_as_it_is():
    assert fold(b' {"error": {"message": "No"}}\n') == b'{"error": {"message": "No"}}'


def test_it_folds_a_stream_without_json_to_nothing():
    for stream in (b"", b": ping\n\n", b"data: [DONE]\n\n", b"data: {broken\n\n", b"<html>", b"data: 5\n\n"):
        assert fold(stream) == b""


def test_it_lists_the_events_of_what_is_nested_too_deeply_to_be_folded():
    nested = b'{"choices":[{"delta":' + b'{"a":' * 700 + b"1" + b"}" * 700 + b"}]}"
    assert fold(b"data: " + nested + b"\n\n") == b'{"events":[' + nested + b"]}"


def test_it_takes_linear_time():
    answer = folded(*([chunk({"delta": {"content": "x" * 50}, "logprobs": {"content": [1]}})] * 5000))
    assert len(answer["choices"][0]["message"]["content"]) == 250_000
    assert len(answer["choices"][0]["logprobs"]["content"]) == 5000


CALLS = st.builds(
    lambda id, name, arguments: {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}},
    st.text(min_size=1, max_size=8),
    st.text(min_size=1, max_size=8),
    st.text(min_size=1),
)
MESSAGES = st.fixed_dictionaries(
    {"role": st.just("assistant"), "content": st.none() | st.text(min_size=1)},
    optional={"refusal": st.text(min_size=1), "tool_calls": st.lists(CALLS, min_size=1, max_size=3)},
)


@few
@given(st.lists(st.tuples(MESSAGES, st.sampled_from(["stop", "length", None])), min_size=1, max_size=3), st.randoms())
def test_it_folds_a_completion_that_was_cut_into_chunks_to_the_completion(choices: list[Any], random: Any):
    completion = chunk(*({"index": i, "message": m, "finish_reason": r} for i, (m, r) in enumerate(choices)))
    completion |= {"object": "chat.completion", "usage": {"prompt_tokens": 1, "completion_tokens": 2}}
    chunks = [event for choice in completion["choices"] for event in chunks_of(choice)]
    assert folded(*shuffled(chunks, random), chunk(usage=completion["usage"])) == completion


def shuffled(chunks: list[dict[str, Any]], random: Any) -> list[dict[str, Any]]:
    """The chunks of several choices in a random order that keeps each choice's own."""
    queues: dict[int, list[dict[str, Any]]] = {}
    for event in chunks:
        queues.setdefault(event["choices"][0]["index"], []).append(event)
    order = [index for index, queue in queues.items() for _ in queue]
    random.shuffle(order)
    return [queues[index].pop(0) for index in order]


def chunks_of(choice: dict[str, Any]) -> list[dict[str, Any]]:
    """A choice as a server would stream it, letter by letter."""
    message, index = choice["message"], choice["index"]
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None}]
    deltas += [{key: letter} for key in ("content", "refusal") for letter in message.get(key) or ""]
    for place, call in enumerate(message.get("tool_calls", [])):
        begun = {**call, "index": place, "function": {"name": call["function"]["name"], "arguments": ""}}
        letters = call["function"]["arguments"]
        deltas += [
            {"tool_calls": [part]}
            for part in [begun, *({"index": place, "function": {"arguments": x}} for x in letters)]
        ]
    ended = {"index": index, "delta": {}, "finish_reason": choice["finish_reason"]}
    return [*(chunk({"index": index, "delta": delta}) for delta in deltas), chunk(ended)]
