"""A line of supervised fine-tuning: a conversation and the answer that it should end in. Plain Python.

The format: https://developers.openai.com/api/docs/guides/supervised-fine-tuning. Every line teaches one answer, the one
that was voted on: earlier answers of the conversation are its context and have the weight 0. So a session whose turns
are all liked gives a line a turn, each taught once; none of them is a mere part of another.
"""

from __future__ import annotations

from feedback.training.checking import check_answer, check_length, check_prompt
from feedback.training.messages import Message, Prompt
from feedback.training.prompts import dumped


def line_of(prompt: Prompt, answer: Message) -> bytes:
    """The checked line, with its line end; raises `UnusableError` for what no trainer would take."""
    check_prompt(prompt.messages, prompt.tools)
    check_answer(answer, prompt.tools)
    check_length(prompt.messages, prompt.tools, answer)
    messages = [*map(_as_context, prompt.messages), answer]
    return dumped({"messages": messages, **prompt.with_tools}) + b"\n"


def _as_context(message: Message) -> Message:
    return {**message, "weight": 0} if message["role"] == "assistant" else message
