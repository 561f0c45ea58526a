"""A line of preference fine-tuning: a prompt, the better answer and the worse one. Plain Python.

The format: https://developers.openai.com/api/docs/guides/direct-preference-optimization; text alone. A correction is
the better answer whatever the vote beside it said: who writes one has seen the answer and wants another. Of the worse
answer less is demanded: it may be cut, or call what it should not.
"""

from __future__ import annotations

from feedback.training.checking import check_answer, check_length, check_prompt, check_shape
from feedback.training.messages import Message, Prompt
from feedback.training.prompts import dumped
from feedback.training.reasons import UnusableError, Why


def line_of(prompt: Prompt, preferred: Message, other: Message) -> bytes:
    """The checked line, with its line end; raises `UnusableError` for what no trainer would take."""
    if prompt.has_images:
        raise UnusableError(Why.IMAGES)
    check_prompt(prompt.messages, prompt.tools)
    check_answer(preferred, prompt.tools)
    check_shape(other)
    if _said(preferred) == _said(other):
        raise UnusableError(Why.SAME)
    check_length(prompt.messages, prompt.tools, max(preferred, other, key=_length))
    asked = {"messages": prompt.messages, **prompt.with_tools}
    return dumped({"input": asked, "preferred_output": [preferred], "non_preferred_output": [other]}) + b"\n"


def _said(message: Message) -> tuple[object, list[tuple[object, object]]]:
    """What an answer says and calls, without the ids of its calls and space around it."""
    content = message.get("content", "")
    calls = [(call["function"]["name"], call["function"]["arguments"]) for call in message.get("tool_calls", ())]
    return content.strip() if isinstance(content, str) else content, calls


def _length(message: Message) -> int:
    return len(dumped(message))
