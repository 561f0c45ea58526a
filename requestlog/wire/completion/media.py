"""Streams of transcriptions and of images: pieces, and an event at the end that has the whole."""

from __future__ import annotations

from typing import Any

from requestlog.wire.errors import error_of
from requestlog.wire.jsons import text_of

IMAGE = "b64_json"
APART = frozenset({"type", "obfuscation", "partial_image_index", "created_at", IMAGE})


def fold_transcript(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The transcription: the end's, else the text that came; with its segments where it has any."""
    ends = [event for event in events if event.get("type") == "transcript.text.done"]
    segments = [_told(event) for event in events if event.get("type") == "transcript.text.segment"]
    text = "".join(text_of(event.get("delta")) for event in events)
    body = _told(ends[-1]) if ends else {"text": text}
    return body | ({"segments": segments} if segments else {}) | _error(events)


def fold_image(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The `images` body: the whole images; else, where the stream was cut, the last sketch of one."""
    drawn = [event for event in events if isinstance(event.get(IMAGE), str)]
    whole = [event for event in drawn if text_of(event.get("type")).endswith(".completed")] or drawn[-1:]
    if not whole:
        return _error(events)
    data = [{IMAGE: event[IMAGE]} for event in whole]
    return {"created": whole[-1].get("created_at"), "data": data} | _told(whole[-1]) | _error(events)


def _told(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in APART}


def _error(events: list[dict[str, Any]]) -> dict[str, Any]:
    error = next(filter(None, map(error_of, events)), None)
    return {"error": error} if error else {}
