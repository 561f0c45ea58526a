"""The contents of messages, of whichever API, as the chat format has them. Plain Python."""

from __future__ import annotations

from typing import Any

from feedback.training.reasons import UnusableError, Why
from requestlog.wire.jsons import dict_of, encodable, list_of, text_of
from requestlog.wire.parts import REASONING, TEXTS, TOOL_CALLS

Content = str | list[dict[str, Any]]
IMAGES = frozenset({"image_url", "input_image", "image"})
MEDIA = frozenset({"input_audio", "audio", "file", "input_file", "document"})


def content_of(value: object) -> Content:
    """A content as text, or as the text and image parts that it has; "" for none. Reasoning is left out.

    Raises `UnusableError` for audio, for files, and for parts that the format does not know.
    """
    if isinstance(value, str):
        return encodable(value)
    parts = [made for item in list_of(value) for made in _parts_of(item)]
    if not parts:
        return ""
    return str(parts[0]["text"]) if len(parts) == 1 and parts[0]["type"] == "text" else parts


def text_content_of(value: object) -> Content:
    """The same where the format takes text alone: from the system, assistants and tools."""
    content = content_of(value)
    if has_images(content):
        raise UnusableError(Why.MEDIA)
    return content


def has_images(content: object) -> bool:
    return any(dict_of(part).get("type") == "image_url" for part in list_of(content))


def _parts_of(item: object) -> list[dict[str, Any]]:
    if isinstance(item, str):
        return [_text(item)]
    part = dict_of(item)
    kind = text_of(part.get("type"))
    if kind in REASONING:
        return []
    if kind in TEXTS:
        return [_text(part.get("text"))]
    if kind == "refusal":
        return [_text(part.get("refusal"))]
    if kind in IMAGES:
        return [_image(part)]
    raise UnusableError(_why_not(kind))


def _why_not(kind: str) -> Why:
    if kind in TOOL_CALLS or kind.endswith("tool_result"):
        return Why.TOOLS
    return Why.MEDIA if kind in MEDIA else Why.MALFORMED


def _text(value: object) -> dict[str, Any]:
    return {"type": "text", "text": encodable(text_of(value))}


def _image(part: dict[str, Any]) -> dict[str, Any]:
    """An image by its address or as data; one that only the upstream has, by an id, is of no use to a trainer."""
    given = part.get("image_url")
    url = text_of(given) or text_of(dict_of(given).get("url")) or _address_of(dict_of(part.get("source")))
    if not url:
        raise UnusableError(Why.MEDIA)
    detail = text_of(dict_of(given).get("detail") or part.get("detail"))
    image = {"url": encodable(url)} | ({"detail": detail} if detail in ("auto", "low", "high") else {})
    return {"type": "image_url", "image_url": image}


def _address_of(source: dict[str, Any]) -> str:
    """Where an image of Anthropic's is: its address, or a data URL of it."""
    kind, data = text_of(source.get("media_type")), text_of(source.get("data"))
    return f"data:{kind};base64,{data}" if kind and data else text_of(source.get("url"))
