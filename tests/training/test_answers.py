"""Answers of three APIs as one message in the chat format."""

from __future__ import annotations

import pytest

from feedback.training.answers import answer_of
from feedback.training.reasons import UnusableError, Why
from tests.training.examples import CALL, chat, said

pytestmark = pytest.mark.any_database
TEXT = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Yes."}]}
FLAT_CALL = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": '{"city": "Oslo"}'}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (chat({"role": "assistant", "content": "Yes.", "refusal": None, "annotations": []}), said("Yes.")),
        (chat({"content": None, "tool_calls": [CALL]}, "tool_calls"), {"role": "assistant", "tool_calls": [CALL]}),
        (chat({"content": None, "refusal": "I cannot."}), said("I cannot.")),
        ({"output": [{"type": "reasoning"}, TEXT], "status": "completed"}, said("Yes.")),
        ({"output": [TEXT, TEXT]}, said("Yes.\n\nYes.")),
        ({"output": [FLAT_CALL, TEXT]}, {**said("Yes."), "tool_calls": [CALL]}),
        ({"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Yes."}]}, said("Yes.")),
    ],
)
def test_it_reads_an_answer(body, message):
    answer = answer_of(body)
    assert answer.message == message
    assert answer.liked == message


@pytest.mark.parametrize(
    "body",
    [
        chat(said(), "length"),
        chat(said(), "content_filter"),
        {"output": [TEXT], "status": "incomplete"},
        {"content": [{"type": "text", "text": "Yes"}], "stop_reason": "max_tokens"},
    ],
)
def test_it_takes_no_cut_answer_as_an_example(body):
    answer = answer_of(body)
    assert answer.message["content"]
    with pytest.raises(UnusableError) as raised:
        _ = answer.liked
    assert raised.value.why is Why.CUT


def test_it_takes_no_answer_of_a_call_that_broke_off_as_an_example():
    assert not answer_of(chat(said()), whole=False).whole


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"choices": [{"message": said()}, {"message": said()}]}, Why.SEVERAL),
        ({"choices": []}, Why.EMPTY),
        (chat(said("")), Why.EMPTY),
        ({"choices": [{"text": "Once"}]}, Why.TEXT_COMPLETION),
        ({"error": {"message": "No such model"}}, Why.FAILED),
        ({"output": []}, Why.EMPTY),
        ({"data": [{"embedding": [1]}]}, Why.NOT_A_CHAT),
        ("Once", Why.EMPTY),
    ],
)
def test_it_says_what_cannot_be_used(body, why):
    with pytest.raises(UnusableError) as raised:
        answer_of(body)
    assert raised.value.why is why
