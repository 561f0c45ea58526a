"""A call's bodies as a conversation in OpenAI's chat format: chat completions, responses and Anthropic's messages.

What training takes (https://developers.openai.com/api/docs/guides/supervised-fine-tuning and vision-fine-tuning):
system, user, assistant and tool messages, functions, text, and images from users. Developer messages are written as
system messages, which the models that can be trained take them for; refusals as contents; reasoning is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feedback.training.contents import content_of, has_images, text_content_of
from feedback.training.reasons import UnusableError, Why
from feedback.training.tools import Tool, call_of, chat_calls_of, tools_of
from requestlog.wire.answers import CALLS
from requestlog.wire.jsons import dict_of, dicts_of, encodable, list_of, text_of

Message = dict[str, Any]
ELSEWHERE = ("previous_response_id", "conversation")
CHAT_ENDPOINTS = frozenset({"completions", "responses", "messages", "chat"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was asked, ready for a line."""

    messages: list[Message]
    tools: list[Tool]
    parallel_tool_calls: bool | None = None

    @property
    def has_images(self) -> bool:
        return any(has_images(message.get("content")) for message in self.messages)

    @property
    def with_tools(self) -> dict[str, Any]:
        """The fields of a line beside its messages."""
        parallel = {} if self.parallel_tool_calls is None else {"parallel_tool_calls": self.parallel_tool_calls}
        return {"tools": self.tools, **parallel} if self.tools else {}


def prompt_of(request: object, endpoint: str = "chat/completions") -> Prompt:
    """What `request`, a JSON value sent to `endpoint`, asks; raises `UnusableError` for what is no whole chat."""
    body = dict_of(request)
    _demand_chat(body, endpoint)
    asked = body.get("messages", body.get("input"))
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else list_of(asked)
    given = [{"role": "system", "content": body[key]} for key in ("system", "instructions") if body.get(key)]
    messages = joined([message for item in [*given, *items] for message in messages_of(item)])
    if messages and messages[-1]["role"] == "assistant":
        raise UnusableError(Why.PREFILLED)
    parallel = body.get("parallel_tool_calls")
    return Prompt(messages, tools_of(body.get("tools")), parallel if isinstance(parallel, bool) else None)


def _demand_chat(body: dict[str, Any], endpoint: str) -> None:
    if not body:
        raise UnusableError(Why.NO_BODIES)
    if "messages" not in body and "input" not in body and "prompt" in body and "images" not in endpoint:
        raise UnusableError(Why.TEXT_COMPLETION)
    if endpoint.startswith("GET ") or endpoint.strip("/").rpartition("/")[2] not in CHAT_ENDPOINTS:
        raise UnusableError(Why.NOT_A_CHAT)
    if any(body.get(key) for key in ELSEWHERE) or ("input" in body and body.get("prompt")):
        raise UnusableError(Why.ELSEWHERE)


def messages_of(item: object) -> list[Message]:
    """The messages that one message, or one item of the responses API, comes to; [] for mere reasoning."""
    message = dict_of(item)
    kind, role = text_of(message.get("type")), text_of(message.get("role"))
    if kind == "function_call":
        call = call_of(message.get("call_id"), message.get("name"), message.get("arguments"))
        return [{"role": "assistant", "tool_calls": [call]}]
    if kind == "function_call_output":
        return [_result(message.get("call_id"), message.get("output"))]
    if kind == "reasoning":
        return []
    if role in WRITERS:
        return WRITERS[role](message)
    raise UnusableError(_why_not(kind))


def _why_not(kind: str) -> Why:
    if kind == "item_reference":
        return Why.ELSEWHERE
    return Why.TOOLS if kind.endswith((*CALLS, "_output")) else Why.MALFORMED


def _system(message: Message) -> list[Message]:
    return [_named(message, {"role": "system", "content": text_content_of(message.get("content"))})]


def _user(message: Message) -> list[Message]:
    """What somebody says; the results of tools, which Anthropic's API has among it, before it."""
    content = message.get("content")
    results = [block for block in dicts_of(content) if block.get("type") == "tool_result"]
    tools = [_result(block.get("tool_use_id"), block.get("content")) for block in results]
    if isinstance(content, list) and results:
        content = [block for block in content if block not in results]
    return tools + ([_named(message, {"role": "user", "content": content_of(content)})] if content else [])


def _assistant(message: Message) -> list[Message]:
    if message.get("audio"):
        raise UnusableError(Why.MEDIA)
    if message.get("function_call"):
        raise UnusableError(Why.MALFORMED)
    content = message.get("content")
    uses = [block for block in dicts_of(content) if block.get("type") == "tool_use"]
    if isinstance(content, list):
        content = [block for block in content if block not in uses]
    calls = chat_calls_of(message.get("tool_calls"))
    calls += [call_of(block.get("id"), block.get("name"), block.get("input")) for block in uses]
    text = text_content_of(content) or encodable(text_of(message.get("refusal")))
    said = {"content": text} if text or not calls else {}
    return [_named(message, {"role": "assistant", **said, **({"tool_calls": calls} if calls else {})})]


def _tool(message: Message) -> list[Message]:
    return [_result(message.get("tool_call_id"), message.get("content"))]


def _result(id: object, content: object) -> Message:
    return {"role": "tool", "tool_call_id": encodable(text_of(id)), "content": text_content_of(content)}


def _named(message: Message, written: Message) -> Message:
    name = encodable(text_of(message.get("name")))
    return written | ({"name": name} if name else {})


WRITERS = {"system": _system, "developer": _system, "user": _user, "assistant": _assistant, "tool": _tool}


def joined(messages: list[Message]) -> list[Message]:
    """The same with the calls that the responses API lists beside an assistant's message, or alone, in one message."""
    kept: list[Message] = []
    for message in messages:
        if kept and message["role"] == kept[-1]["role"] == "assistant" and "content" not in message:
            kept[-1] = {**kept[-1], "tool_calls": [*kept[-1].get("tool_calls", ()), *message["tool_calls"]]}
        else:
            kept.append(message)
    return kept
