"""Streams of `responses`: typed events, of which the last carries the whole response."""

from __future__ import annotations

from typing import Any, NamedTuple

from requestlog.wire.completion.growing import Pieces, whole
from requestlog.wire.errors import error_of
from requestlog.wire.jsons import text_of


class Place(NamedTuple):
    """Where a text grows: in a field of its item, or of one part of the item's list `parts`."""

    field: str
    parts: str = ""
    at: str = ""
    kind: str = ""


TEXT = Place("text", "content", "content_index", "output_text")
ANNOTATION = "response.output_text.annotation"
PLACES = {
    "response.output_text": TEXT,
    "response.refusal": Place("refusal", "content", "content_index", "refusal"),
    "response.reasoning_text": Place("text", "content", "content_index", "reasoning_text"),
    "response.reasoning_summary_text": Place("text", "summary", "summary_index", "summary_text"),
    "response.function_call_arguments": Place("arguments"),
    "response.custom_tool_call_input": Place("input"),
    "response.mcp_call_arguments": Place("arguments"),
    "response.code_interpreter_call_code": Place("code"),
}
TYPES = {"arguments": "function_call", "input": "custom_tool_call", "code": "code_interpreter_call"}


def fold_response(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The last `response` of the events; its output, where that is not in it yet, put together from their pieces."""
    response: dict[str, Any] = {}
    failure: dict[str, Any] = {}
    output: dict[int, dict[str, Any]] = {}
    for event in events:
        index = event.get("output_index")
        if isinstance(event.get("response"), dict):
            response = dict(event["response"])
        else:
            failure = error_of(event) or failure
        if type(index) is int:
            _take(output, index, event)
    if failure and not response.get("error"):
        response["error"] = failure
    if output and not response.get("output"):
        response["output"] = [_item(output[index]) for index in sorted(output)]
    return response


def _take(output: dict[int, dict[str, Any]], index: int, event: dict[str, Any]) -> None:
    if isinstance(event.get("item"), dict):
        output[index] = dict(event["item"])
        return
    name, _, step = str(event.get("type")).rpartition(".")
    if name == ANNOTATION and isinstance(event.get("annotation"), dict):
        _annotate(output.setdefault(index, _new_item(TEXT, event)), event)
    place, piece = PLACES.get(name), event.get("delta")
    if place and step == "delta" and isinstance(piece, str):
        item = output.setdefault(index, _new_item(place, event))
        _grow(_part(item, place, event) if place.parts else item, place.field, piece)


def _annotate(item: dict[str, Any], event: dict[str, Any]) -> None:
    annotations = _part(item, TEXT, event).setdefault("annotations", [])
    if isinstance(annotations, list):
        annotations.append(event["annotation"])


def _new_item(place: Place, event: dict[str, Any]) -> dict[str, Any]:
    item = {"id": event.get("item_id"), "type": TYPES.get(place.field, "message"), "status": "in_progress"}
    if place.kind in ("reasoning_text", "summary_text"):
        return item | {"type": "reasoning"}
    return item | {"role": "assistant"} if place.parts else item


def _part(item: dict[str, Any], place: Place, event: dict[str, Any]) -> dict[str, Any]:
    parts = item.get(place.parts)
    if not isinstance(parts, _Parts):
        parts = item[place.parts] = _Parts()
    index = event.get(place.at)
    return parts.setdefault(index if type(index) is int else 0, {"type": place.kind})


class _Parts(dict[int, dict[str, Any]]):
    """The parts of an item whose end has not come, by their index."""


def _grow(part: dict[str, Any], field: str, piece: str) -> None:
    pieces = part.get(field)
    if not isinstance(pieces, Pieces):
        pieces = part[field] = Pieces([text_of(pieces)])
    pieces.append(piece)


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {key: _put_together(value) for key, value in item.items()}


def _put_together(value: object) -> object:
    if isinstance(value, _Parts):
        return [{key: whole(field) for key, field in value[index].items()} for index in sorted(value)]
    return whole(value)
