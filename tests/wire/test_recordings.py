"""The recorded exchanges with OpenAI: every one is read right, against a plain walk through its own bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from requestlog.wire.completion import fold
from requestlog.wire.fields import AnswerFields, Usage, read_answer, read_request
from requestlog.wire.jsons import loads
from requestlog.wire.turns import turns
from tests.recordings import Exchange, exchange, exchanges

EXCHANGES = exchanges()
CALL_SEATTLE = '{"location": "Seattle, WA"}'
CALL_SAN_FRANCISCO = '{"location": "San Francisco, CA"}'


def body_of(recorded: Exchange) -> bytes:
    return fold(recorded.response_body) if recorded.streamed else recorded.response_body


def answer_of(recorded: Exchange) -> AnswerFields:
    return read_answer(loads(body_of(recorded)))


def documents(recorded: Exchange) -> list[Any]:
    """The JSON that was sent: the body, or the data of each event."""
    if not recorded.streamed:
        return [json.loads(recorded.response_body)]
    lines = recorded.response_body.decode().split("\n")
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def messages_of(recorded: Exchange) -> dict[int, dict[str, Any]]:
    """By choice: its text, the name, id and arguments of its calls, and why it ended."""
    found: dict[int, dict[str, Any]] = {}
    for document in documents(recorded):
        for choice in document.get("choices", []):
            message = choice.get("message") or choice["delta"]
            told = found.setdefault(choice["index"], {"text": "", "calls": {}, "reason": None})
            told["text"] += message.get("content") or ""
            told["reason"] = choice["finish_reason"] or told["reason"]
            for place, call in enumerate(message.get("tool_calls") or []):
                known = told["calls"].setdefault(call.get("index", place), ["", "", ""])
                pieces = (call["function"].get("name"), call.get("id"), call["function"]["arguments"])
                known[:] = [old + (piece or "") for old, piece in zip(known, pieces, strict=True)]
    return found


def test_it_has_all_recordings():
    assert len(EXCHANGES) == 54
    assert sum(recorded.streamed for recorded in EXCHANGES) == 13
    assert sum(recorded.status == 404 for recorded in EXCHANGES) == 4


@pytest.mark.parametrize("recorded", EXCHANGES, ids=lambda recorded: recorded.name)
def test_it_reads_ids_models_and_usage(recorded: Exchange):
    sent, answer = documents(recorded), answer_of(recorded)
    assert answer.ids == tuple(dict.fromkeys(document["id"] for document in sent if "id" in document))
    assert answer.model == sent[0].get("model", "")
    usage = next((document["usage"] for document in sent if document.get("usage")), {})
    into, out = (usage.get(f"{side}_tokens_details", {}) for side in ("prompt", "completion"))
    assert answer.usage == Usage(
        usage.get("prompt_tokens"),
        usage.get("completion_tokens"),
        into.get("cached_tokens"),
        out.get("reasoning_tokens"),
        into.get("audio_tokens"),
        out.get("audio_tokens"),
    )
    assert answer.error_type == sent[0].get("error", {}).get("code", "")


@pytest.mark.parametrize("recorded", EXCHANGES, ids=lambda recorded: recorded.name)
def test_it_reads_texts_and_tool_calls(recorded: Exchange):
    shown = [turn for turn in turns(None, json.loads(body_of(recorded))) if turn.role == "assistant"]
    expected = messages_of(recorded)
    if recorded.endpoint == "chat/completions":
        assert len(shown) == len(expected)
    for turn, told in zip(shown, expected.values(), strict=False):
        assert "".join(part.text for part in turn.parts if part.kind == "text") == told["text"]
        calls = [(part.name, part.reference, json.loads(part.text)) for part in turn.parts if part.kind == "tool_call"]
        assert calls == [(name, id, json.loads(arguments)) for name, id, arguments in told["calls"].values()]
        assert turn.finish_reason == (told["reason"] or "")


@pytest.mark.parametrize("recorded", EXCHANGES, ids=lambda recorded: recorded.name)
def test_it_reads_requests(recorded: Exchange):
    sent, fields = json.loads(recorded.request_body), read_request(loads(recorded.request_body))
    assert (fields.model, fields.streamed) == (sent["model"], sent.get("stream", False))
    said = [turn["content"] for turn in sent.get("messages", ()) if turn["role"] == "user"]
    given = said[-1] if said else sent["input"]
    assert (given if isinstance(given, str) else given[0]) in fields.preview


def test_it_folds_several_choices_of_a_stream():
    folded = json.loads(body_of(exchange("async_chat_completion_multiple_choices_streaming")))
    assert folded["id"] == "chatcmpl-ASv9hB9He94oQyZr1CDC8coqvmn5U"
    assert (folded["object"], folded["created"]) == ("chat.completion", 1731456253)
    assert [choice["finish_reason"] for choice in folded["choices"]] == ["stop", "stop"]
    first, second = (choice["message"]["content"] for choice in folded["choices"])
    assert first.startswith("I'm unable to provide real-time weather updates as my knowledge was last updated in")
    assert second.endswith("general climate data for those cities, feel free to ask!")
    assert folded["usage"]["total_tokens"] == 159


def test_it_folds_the_tool_calls_of_a_stream():
    folded = json.loads(body_of(exchange("chat_completion_multiple_tools_streaming_no_content")))
    seattle, san_francisco = folded["choices"][0]["message"]["tool_calls"]
    assert seattle == {
        "id": "call_j7L00WV19wwQCvKOIVZewXZm",
        "type": "function",
        "function": {"name": "get_current_weather", "arguments": CALL_SEATTLE},
    }
    assert (san_francisco["id"], san_francisco["function"]["arguments"]) == (
        "call_sAIOI3dvcd1YMsEqD8DI3l8B",
        CALL_SAN_FRANCISCO,
    )
    assert folded["choices"][0]["finish_reason"] == "tool_calls"


def test_it_reads_the_tool_calls_of_a_body():
    answer = answer_of(exchange("async_chat_completion_tool_calls_no_content.1"))
    assert answer.preview == f"get_current_weather({CALL_SEATTLE}) get_current_weather({CALL_SAN_FRANCISCO})"
    assert answer.usage == Usage(75, 51, 0, 0, 0, 0)


def test_it_reads_what_was_asked_before_the_result_of_a_tool():
    recorded = exchange("async_chat_completion_tool_calls_no_content.2")
    assert read_request(loads(recorded.request_body)).preview == (
        "What's the weather in Seattle and San Francisco today?"
    )
    assert answer_of(recorded).preview == (
        "Today, the weather in Seattle is 50 degrees and raining, while in San Francisco, it's 70 degrees and sunny."
    )


def test_it_reads_an_error():
    answer = answer_of(exchange("chat_completion_404"))
    assert answer.error_type == "model_not_found"
    assert answer.preview == (
        "model_not_found — The model `this-model-does-not-exist` does not exist or you do not have access to it."
    )
    assert (answer.ids, answer.usage) == ((), Usage())


def test_it_reads_a_stream_without_usage():
    answer = answer_of(exchange("chat_completion_streaming_not_complete"))
    assert answer == AnswerFields(("chatcmpl-ASYMZbRqo8Bkz53FVzaTj7W7feOn4",), "gpt-4-0613", Usage(), "This is a test.")


def test_it_reads_several_embeddings():
    recorded = exchange("embeddings_with_batch_input")
    assert answer_of(recorded).preview == "3 embeddings of 1536 numbers"
    assert answer_of(recorded).usage == Usage(24)
    asked = read_request(loads(recorded.request_body))
    assert asked.preview == "This is the first test string for embeddings (+2 more)"


def test_it_reads_embeddings_in_base64():
    assert answer_of(exchange("embeddings_with_encoding_format")).preview == "1 embedding of 1536 numbers"
