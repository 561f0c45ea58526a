"""`requestlog.wire.fields`: what the bodies of the API's endpoints say."""

from __future__ import annotations

from typing import Any

import pytest

from requestlog.wire.fields import Usage, ids_in, read_answer, read_request


def asked(**body: Any) -> Any:
    return read_request(body)


def answered(**body: Any) -> Any:
    return read_answer(body)


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def test_it_reads_a_chat_request():
    fields = asked(
        model="gpt-5-mini",
        stream=True,
        user="user-1",
        metadata={"session_id": "s-1", "plan": "trial"},
        messages=[{"role": "system", "content": "Be brief."}, user("Hi!\n  How are you?")],
    )
    assert (fields.model, fields.streamed, fields.end_user, fields.session) == ("gpt-5-mini", True, "user-1", "s-1")
    assert fields.metadata == {"session_id": "s-1", "plan": "trial"}
    assert fields.preview == "Hi! How are you?"


@pytest.mark.parametrize(
    ("body", "end_user"),
    [
        ({"user": "a", "safety_identifier": "b"}, "a"),
        ({"safety_identifier": "b"}, "b"),
        ({"metadata": {"user_id": "c"}}, "c"),
        ({"user": 5, "metadata": None}, ""),
    ],
)
def test_it_finds_the_end_user(body: dict[str, Any], end_user: str):
    assert asked(**body).end_user == end_user


@pytest.mark.parametrize(
    ("body", "session"),
    [
        ({"metadata": {"session_id": "a", "session": "b"}, "conversation": "c"}, "a"),
        ({"metadata": {"session": "b"}}, "b"),
        ({"conversation": "conv_1"}, "conv_1"),
        ({"conversation": {"id": "conv_1"}}, "conv_1"),
        ({"conversation": ["conv_1"]}, ""),
    ],
)
def test_it_finds_the_session(body: dict[str, Any], session: str):
    assert asked(**body).session == session


def test_it_limits_metadata_and_models():
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    fields = asked(model="m" * 500, metadata={"deep": deep, **{str(n): n for n in range(100)}})
    assert len(fields.metadata) == 63
    assert "deep" not in fields.metadata
    assert fields.model == "m" * 200


@pytest.mark.parametrize(
    ("body", "error_type"),
    [
        ({"error": {"code": "model_not_found", "type": "invalid_request_error"}}, "model_not_found"),
        ({"error": {"code": None, "type": "invalid_request_error"}}, "invalid_request_error"),
        ({"error": {"code": 429, "message": "Slow down"}}, "429"),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded_error"),
        ({"object": "error", "type": "BadRequestError", "code": 400, "message": "No"}, "BadRequestError"),
        ({"error": "no such model"}, ""),
        ({"error": None, "id": "resp_1"}, ""),
    ],
)
def test_it_names_the_error(body: dict[str, Any], error_type: str):
    assert answered(**body).error_type == error_type


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 20,
                "prompt_tokens_details": {"cached_tokens": 4},
                "completion_tokens_details": {"reasoning_tokens": 5},
            },
            Usage(10, 20, 4, 5),
        ),
        (
            {
                "input_tokens": 10,
                "output_tokens": 20,
                "input_tokens_details": {"cached_tokens": 4},
                "output_tokens_details": {"reasoning_tokens": 5},
            },
            Usage(10, 20, 4, 5),
        ),
        (
            {"input_tokens": 10, "output_tokens": 20, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 7},
            Usage(117, 20, 100, cache_write_tokens=7),
        ),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 20,
                "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 3, "cache_write_tokens": 2},
                "completion_tokens_details": {"reasoning_tokens": 5, "audio_tokens": 6},
            },
            Usage(10, 20, 4, 5, 3, 6, 2),
        ),
        (
            {
                "input_tokens": 10,
                "output_tokens": 20,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 8},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
            Usage(10, 20, 0, 0, cache_write_tokens=8),
        ),
        (
            {"type": "tokens", "input_tokens": 14, "output_tokens": 45, "input_token_details": {"audio_tokens": 14}},
            Usage(14, 45, prompt_audio_tokens=14),
        ),
        ({"type": "duration", "seconds": 9}, Usage()),
        ({"input_tokens": 2**31 - 1, "cache_read_input_tokens": 1}, Usage(None, None, 1)),
        ({"input_tokens": 5, "input_tokens_details": {"audio_tokens": -1, "cached_tokens": "4"}}, Usage(5)),
        ({"prompt_tokens": 6, "total_tokens": 6}, Usage(6)),
        ({"prompt_tokens": True, "completion_tokens": -1}, Usage()),
        ({"prompt_tokens": 2**31, "completion_tokens": 1.0}, Usage()),
        ({"prompt_tokens": 10**400, "prompt_tokens_details": [], "completion_tokens": "5"}, Usage()),
        (None, Usage()),
    ],
)
def test_it_counts_tokens(usage: Any, expected: Usage):
    assert answered(usage=usage).usage == expected


@pytest.mark.parametrize(
    ("payload", "ids"),
    [
        ({"id": "chatcmpl-1", "object": "chat.completion.chunk"}, ("chatcmpl-1",)),
        ({"type": "response.created", "response": {"id": "resp_1"}}, ("resp_1",)),
        ({"type": "message_start", "message": {"id": "msg_1"}}, ("msg_1",)),
        ({"type": "response.output_item.added", "item": {"id": "item_1"}}, ()),
        ({"id": "x" * 255}, ("x" * 255,)),
        ({"id": "x" * 256}, ()),
        ({"id": ""}, ()),
        ({"id": 5}, ()),
        ([{"id": "a"}], ()),
        (None, ()),
    ],
)
def test_it_finds_ids(payload: Any, ids: tuple[str, ...]):
    assert ids_in(payload) == ids


def test_it_reads_other_endpoints_as_far_as_they_can_be_known():
    fields = answered(id="img_1", model="gpt-image-1", created=5)
    assert (fields.ids, fields.model, fields.preview) == (("img_1",), "gpt-image-1", "")
