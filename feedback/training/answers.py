"""The answer of a call, as the chat format has it. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feedback.training.messages import Message, joined, messages_of
from feedback.training.reasons import UnusableError, Why
from requestlog.wire.errors import error_of
from requestlog.wire.jsons import dict_of, dicts_of

# How an answer that is not whole ends: chat's words, responses', Anthropic's
CUT = frozenset({"length", "content_filter", "incomplete", "max_tokens", "model_context_window_exceeded"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the assistant; one that is not `whole` may show what not to say, never what to say."""

    message: Message
    whole: bool = True

    @property
    def liked(self) -> Message:
        """The message as an example; raises `UnusableError` where it is not whole."""
        if not self.whole:
            raise UnusableError(Why.CUT)
        return self.message


def answer_of(response: object, *, whole: bool = True) -> Answer:
    """The one answer in `response`, a JSON value; `whole` is whether the call ended well.

    Raises `UnusableError` for none, for several, and for one that says nothing.
    """
    body = dict_of(response)
    messages, end = _of_chat(body) if "choices" in body else _of_others(body)
    if not messages:
        raise UnusableError(Why.FAILED if error_of(body) else Why.EMPTY)
    if len(messages) > 1:
        raise UnusableError(Why.SEVERAL)
    if not messages[0].get("content") and not messages[0].get("tool_calls"):
        raise UnusableError(Why.EMPTY)
    return Answer(messages[0], whole and end not in CUT)


def correction_of(text: str) -> Message:
    """What somebody wrote instead of an answer."""
    return {"role": "assistant", "content": text}


def _of_chat(body: dict[str, Any]) -> tuple[list[Message], object]:
    choices = dicts_of(body["choices"])
    if len(choices) > 1:
        raise UnusableError(Why.SEVERAL)
    if any("text" in choice for choice in choices):
        raise UnusableError(Why.TEXT_COMPLETION)
    messages = [_written(dict_of(choice.get("message"))) for choice in choices]
    return messages, choices[0].get("finish_reason") if choices else None


def _of_others(body: dict[str, Any]) -> tuple[list[Message], object]:
    """Of a response, whose items are one answer, or of a message of Anthropic's."""
    if "output" in body:
        messages = [message for item in dicts_of(body["output"]) for message in messages_of(item)]
        return _together(messages), body.get("status")
    if "content" in body:
        return [_written(body)], body.get("stop_reason")
    if error_of(body) or not body:
        return [], None
    raise UnusableError(Why.NOT_A_CHAT)


def _together(messages: list[Message]) -> list[Message]:
    """The items of one response as one message: its texts as paragraphs, and every call."""
    if any(message["role"] != "assistant" or isinstance(message.get("content"), list) for message in messages):
        return joined(messages)
    text = "\n\n".join(filter(None, (message.get("content") for message in messages)))
    calls = [call for message in messages for call in message.get("tool_calls", ())]
    said = ({"content": text} if text else {}) | ({"tool_calls": calls} if calls else {})
    return [{"role": "assistant", **said}] if said else []


def _written(message: dict[str, Any]) -> Message:
    return messages_of({**message, "role": "assistant", "type": ""})[0]
