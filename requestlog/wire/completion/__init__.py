"""Folds a stream into the one completion that it meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from requestlog.wire.completion.choices import fold_choices
from requestlog.wire.completion.media import fold_image, fold_transcript
from requestlog.wire.completion.messages import fold_messages
from requestlog.wire.completion.responses import fold_response
from requestlog.wire.completion.runs import chunks_of
from requestlog.wire.errors import error_of
from requestlog.wire.jsons import dict_of, dicts_of, dumps, loads, text_of
from requestlog.wire.sse import data_of

END = b"[DONE]"
Folder = Callable[[list[dict[str, Any]]], dict[str, Any]]


def fold(stream: bytes) -> bytes:
    """The JSON body that the same call would have got without streaming, out of the bytes of its event stream."""
    return folded(stream)[0]


def folded(stream: bytes) -> tuple[bytes, dict[str, Any]]:
    """That body, and the value that it is the JSON of.

    A stream that was cut folds to the part that came; one of an unknown format to `{"events": […]}`; one without
    any JSON to b"" and {}. The events tell their format themselves.
    """
    texts = data_of(stream)
    if texts and texts[-1] == END:
        del texts[-1]
    first = loads(texts[0]) if texts else None
    # Whatever follows such a first event, the stream is a chat's
    is_chat = isinstance(dict_of(first).get("choices"), list)
    events = dicts_of(chunks_of(texts) if is_chat else list(map(loads, texts)))
    if not events:
        body = dict_of(loads(stream))
        return stream.strip() if body else b"", body
    try:
        value = _folder_of(events)(events)
        return dumps(value), value
    except RecursionError:
        return dumps(_listed(dicts_of(list(map(loads, texts))))), {}


def _folder_of(events: list[dict[str, Any]]) -> Folder:
    for event in events:
        if isinstance(event.get("choices"), list):
            return fold_choices
        if event.get("type") == "message_start":
            return fold_messages
        family = text_of(event.get("type")).partition(".")[0]
        if family in FAMILIES:
            return FAMILIES[family]
    return _failed if error_of(events[-1]) else _listed


def _failed(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {"error": error_of(events[-1])}


def _listed(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The events as they are, and the usage that one of them names."""
    usage = next((event["usage"] for event in reversed(events) if isinstance(event.get("usage"), dict)), None)
    return {"events": events} | ({"usage": usage} if usage else {})


# The first word of the events' types
FAMILIES: dict[str, Folder] = {
    "response": fold_response,
    "transcript": fold_transcript,
    "image_generation": fold_image,
    "image_edit": fold_image,
}
