"""`requestlog.wire.particulars`: how an answer ended, what it follows and how it was served."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from requestlog.wire.particulars import Particulars, particulars
from tests.wire.strategies import ANY_JSON, few


def choice(reason: str | None, **message: Any) -> dict[str, Any]:
    return {"message": {"role": "assistant", **message}, "finish_reason": reason}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"choices": [choice("stop")], "service_tier": "default"}, Particulars(finish="stop", tier="default")),
        ({"choices": [choice("stop"), choice("length"), choice("stop")]}, Particulars(finish="stop, length")),
        ({"choices": [choice(None)]}, Particulars()),
        ({"choices": [choice("stop", refusal="I can't")]}, Particulars(finish="stop", refusal="I can't")),
        ({"choices": [{"text": "upon", "finish_reason": "length"}]}, Particulars(finish="length")),
        (
            {"object": "response", "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            Particulars(status="incomplete: max_output_tokens"),
        ),
        (
            {"object": "response", "status": "queued", "background": True, "previous_response_id": "resp_0"},
            Particulars(status="queued · in the background", follows="resp_0"),
        ),
        (
            {"object": "response", "output": [{"type": "message", "content": [{"type": "refusal", "refusal": "No"}]}]},
            Particulars(refusal="No"),
        ),
        (
            {
                "content": [{"type": "text", "text": "I"}],
                "stop_reason": "refusal",
                "stop_details": {"type": "refusal", "category": "cyber", "explanation": "This asks for an exploit."},
                "usage": {"service_tier": "standard"},
            },
            Particulars(finish="refusal", refusal="This asks for an exploit.", tier="standard"),
        ),
        ({"text": "Hi", "usage": {"type": "duration", "seconds": 9}}, Particulars(seconds=9.0)),
        ({"text": "Hi", "usage": {"type": "duration", "seconds": -9}}, Particulars()),
    ],
)
def test_it_says_how_an_answer_ended(answer: dict[str, Any], expected: Particulars):
    assert particulars({}, answer) == expected


def test_it_knows_what_a_request_follows_before_it_is_answered():
    assert particulars({"previous_response_id": "resp_0"}, None) == Particulars(follows="resp_0")


@few
@given(ANY_JSON, ANY_JSON)
def test_it_reads_any_bodies(request: Any, response: Any):
    said = particulars(request, response)
    "".join([said.finish, said.refusal, said.status, said.follows, said.tier]).encode()
