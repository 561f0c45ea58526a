"""Streams of Anthropic's `messages`: a message, its content blocks, and what is known at the end."""

from __future__ import annotations

from typing import Any

from requestlog.wire.completion.growing import Growing, whole
from requestlog.wire.errors import error_of
from requestlog.wire.jsons import dict_of, loads

# What a delta's field continues in its block.
CONTINUES = {"partial_json": "input", "citation": "citations"}


def fold_messages(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The `message` of its events."""
    message: dict[str, Any] = {}
    blocks: dict[int, Growing] = {}
    for event in events:
        kind, index = event.get("type"), event.get("index")
        if kind == "message_start":
            message = dict(dict_of(event.get("message")))
        elif kind == "message_delta":
            _end(message, event)
        elif kind == "content_block_start" and type(index) is int:
            blocks[index] = _begun(dict_of(event.get("content_block")))
        elif kind == "content_block_delta" and type(index) is int:
            _continue(blocks.setdefault(index, Growing(type="text")), dict_of(event.get("delta")))
        elif error := error_of(event):
            message["error"] = error
    content = [_block(blocks[index]) for index in sorted(blocks)]
    return message | ({"content": content} if content else {})


def _begun(block: dict[str, Any]) -> Growing:
    grown = Growing()
    grown.add({key: value for key, value in block.items() if key != "input" or value})
    return grown


def _continue(block: Growing, delta: dict[str, Any]) -> None:
    for key, piece in delta.items():
        if key != "type":
            block.add({CONTINUES.get(key, key): [piece] if key == "citation" else piece})


def _block(grown: Growing) -> dict[str, Any]:
    """A whole block; the input of a tool call stays a string if the stream was cut within it."""
    block: dict[str, Any] = whole(grown)
    if isinstance(block.get("input"), str):
        block["input"] = loads(block["input"].encode("utf-8", "replace")) or block["input"]
    elif str(block.get("type")).endswith("tool_use"):
        block.setdefault("input", {})
    return block


def _end(message: dict[str, Any], event: dict[str, Any]) -> None:
    message.update(dict_of(event.get("delta")))
    usage = {key: value for key, value in dict_of(event.get("usage")).items() if value is not None}
    message["usage"] = dict_of(message.get("usage")) | usage
