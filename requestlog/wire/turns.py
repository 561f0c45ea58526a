"""A call as a conversation: what was said before, and the answer. For people; nothing is computed from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from requestlog.wire.answers import CALLS, parts_of_answer, parts_of_item
from requestlog.wire.errors import error_of, sentence_of
from requestlog.wire.jsons import dict_of, dicts_of, list_of, text_of
from requestlog.wire.parts import Part, clean, part, parts_of_content, parts_of_message, tool_result


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn; `role` is system, developer, user, assistant, tool or error.

    `choice` numbers an answer from 0 where there are several; `finish_reason` is as the upstream named it.
    """

    role: str
    parts: list[Part] = field(default_factory=list)
    is_answer: bool = False
    choice: int | None = None
    finish_reason: str = ""


def turns(request: object, response: object) -> list[Turn]:
    """The turns of a call from its bodies, as JSON values; [] for what is no conversation."""
    return asked(request) + answered(response)


def asked(request: object) -> list[Turn]:
    """The turns of a request: instructions first, the newest last."""
    body = dict_of(request)
    instructions = [parts_of_content(body.get(key)) for key in ("system", "instructions")]
    turns = [Turn("system", parts) for parts in instructions if parts]
    return turns + [turn_of(item) for item in items_of(body)]


def items_of(body: dict[str, Any]) -> list[Any]:
    """What a request asks, still raw: messages, items, or one message that holds its texts."""
    if texts := texts_of(body):
        return [{"role": "user", "content": list(texts)}]
    return list_of(body.get("messages")) or list_of(body.get("input", body.get("prompt")))


def texts_of(body: dict[str, Any]) -> list[str]:
    """The texts of a request without messages: its `input` or `prompt`, one or several, as text or as tokens."""
    given = body.get("input", body.get("prompt"))
    if "messages" in body or not given:
        return []
    if isinstance(given, list):
        if isinstance(given[0], int):
            return [_tokens(given)]
        return [] if any(isinstance(item, dict) for item in given) else list(map(_tokens, given))
    return [given] if isinstance(given, str) else []


def _tokens(given: object) -> str:
    return given if isinstance(given, str) else f"[{len(list_of(given)):,} tokens]"


def turn_of(item: object) -> Turn:
    """A message, or an item of the responses API."""
    if not isinstance(item, dict):
        return Turn("user", [part("text", item)])
    kind = text_of(item.get("type"))
    if text_of(item.get("role")):
        return Turn(clean(item["role"]), parts_of_message(item))
    if kind.endswith("_output"):
        return Turn("tool", [tool_result(item.get("output"), reference=item.get("call_id"))])
    if kind.endswith(CALLS) or kind == "reasoning":
        return Turn("assistant", parts_of_item(item))
    return Turn("user", parts_of_content([item]))


def answered(response: object) -> list[Turn]:
    """The turns of an answer: a choice each, an error last."""
    if isinstance(response, str):
        return [Turn("assistant", [part("text", response)], is_answer=True)] if response else []
    body = dict_of(response)
    error = error_of(body)
    turns = _choices(body) or _one_answer(body)
    return [*turns, Turn("error", [part("error", sentence_of(error))], is_answer=True)] if error else turns


def _choices(body: dict[str, Any]) -> list[Turn]:
    choices = dicts_of(body.get("choices"))
    return [_choice(choice, place if len(choices) > 1 else None) for place, choice in enumerate(choices)]


def _choice(choice: dict[str, Any], place: int | None) -> Turn:
    message = dict_of(choice.get("message"))
    parts = parts_of_message(message) if message else parts_of_content(choice.get("text"))
    role = clean(message.get("role")) or "assistant"
    return Turn(role, parts, True, place, clean(choice.get("finish_reason")))


def _one_answer(body: dict[str, Any]) -> list[Turn]:
    parts = parts_of_answer(body)
    incomplete = dict_of(body.get("incomplete_details")).get("reason")
    reason = clean(incomplete or body.get("stop_reason") or body.get("status"))
    return [Turn("assistant", parts, is_answer=True, finish_reason=reason)] if parts else []
