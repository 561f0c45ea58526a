"""When two prompts are the same. Plain Python."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson

from feedback.training.messages import Message, Prompt
from feedback.training.reasons import UnusableError, Why
from requestlog.wire.jsons import loads

DIGEST_BYTES = 16


def digest_of(prompt: Prompt) -> bytes:
    """Sixteen bytes that are the same for prompts with the same messages and functions.

    Neither the ids of tool calls count, which are new each time, nor how JSON is spelled. Raises `UnusableError` for
    what cannot be written as JSON that everybody reads: huge integers, hundreds of levels.
    """
    return blake2b(dumped(canonical(prompt), orjson.OPT_SORT_KEYS), digest_size=DIGEST_BYTES).digest()


def canonical(prompt: Prompt) -> dict[str, Any]:
    """The prompt with the ids of its calls numbered and their arguments as values."""
    numbers: dict[str, int] = {}
    return {"messages": [_canonical(message, numbers) for message in prompt.messages], "tools": prompt.tools}


def dumped(value: object, option: int = 0) -> bytes:
    """JSON on one line."""
    try:
        return orjson.dumps(value, option=option)
    except orjson.JSONEncodeError as error:
        raise UnusableError(Why.MALFORMED) from error


def _canonical(message: Message, numbers: dict[str, int]) -> Message:
    told = dict(message)
    if "tool_calls" in told:
        told["tool_calls"] = [_canonical_call(call, numbers) for call in told["tool_calls"]]
    if "tool_call_id" in told:
        told["tool_call_id"] = numbers.setdefault(told["tool_call_id"], len(numbers))
    return told


def _canonical_call(call: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    function = call["function"]
    arguments = loads(function["arguments"].encode())
    told = function["arguments"] if arguments is None else arguments
    return {"id": numbers.setdefault(call["id"], len(numbers)), "name": function["name"], "arguments": told}
