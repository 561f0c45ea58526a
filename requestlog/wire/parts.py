"""What messages consist of: the parts of contents, tool calls and items of all formats, made alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from requestlog.wire.citations import citations_of
from requestlog.wire.jsons import dict_of, dicts_of, encodable, list_of, loads, pretty, text_of

MOST_UNKNOWN_CHARACTERS = 2000
KILOBYTE = 1000
TEXTS = frozenset({"text", "input_text", "output_text", "summary_text"})
REASONING = frozenset({"thinking", "redacted_thinking", "reasoning", "reasoning_text"})
TOOL_CALLS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a turn.

    `kind`: text, image, audio, file, tool_call, tool_result, refusal, reasoning, citation, error, embedding or other.
    `text` is what there is to read (the pretty JSON arguments of a call; an http URL, "image/png, 34 KB"); `name` names
    a tool, a file, a source, or the type of an unknown part; `reference` is the id of a call or file; `data` is an
    image that came along, as a data: URL.
    """

    kind: str
    text: str = ""
    name: str = ""
    reference: str = ""
    data: str = field(default="", compare=False, repr=False)


def part(kind: str, text: object = "", name: object = "", reference: object = "") -> Part:
    """A part of what strangers sent: what is no string is empty, lone surrogates are replaced."""
    return Part(kind, clean(text), clean(name), clean(reference))


def clean(value: object) -> str:
    """What strangers sent, if it is a string, without lone surrogates; else ""."""
    return encodable(value) if value and isinstance(value, str) else ""


def parts_of_message(message: dict[str, Any]) -> list[Part]:
    """The parts of a message with a role, of whichever format."""
    parts = [part("reasoning", message.get(key)) for key in ("reasoning_content", "reasoning") if message.get(key)][:1]
    content = parts_of_content(message.get("content"))
    if message.get("role") in ("tool", "function"):
        return [tool_result(message.get("content"), message.get("name"), message.get("tool_call_id"))]
    if message.get("refusal"):
        content.append(part("refusal", message["refusal"]))
    if audio := dict_of(message.get("audio")):
        content.append(part("audio", audio.get("transcript"), reference=audio.get("id")))
    sources = [Part("citation", place, title) for place, title in citations_of(message)]
    return parts + content + _calls_of(message) + sources


def parts_of_content(content: object) -> list[Part]:
    """The parts of a message's `content`: a string, or a list of typed parts or blocks."""
    if isinstance(content, str):
        return [part("text", content)] if content else []
    return [_typed(item) if isinstance(item, dict) else part("text", item) for item in list_of(content)]


def _calls_of(message: dict[str, Any]) -> list[Part]:
    calls = [_chat_call(call) for call in dicts_of(message.get("tool_calls"))]
    legacy = dict_of(message.get("function_call"))
    return [*calls, tool_call(legacy.get("name"), legacy.get("arguments"))] if legacy else calls


def _chat_call(call: dict[str, Any]) -> Part:
    function = dict_of(call.get("function")) or dict_of(call.get("custom"))
    return tool_call(function.get("name"), function.get("arguments", function.get("input")), call.get("id"))


def tool_call(name: object, arguments: object, reference: object = "") -> Part:
    """A call of a tool; its arguments come as a JSON value, or as text that should be JSON."""
    value = loads(arguments.encode("utf-8", "replace")) if isinstance(arguments, str) else arguments
    return part("tool_call", pretty(value) if value is not None else arguments, name, reference)


def tool_result(content: object, name: object = "", reference: object = "") -> Part:
    """What a tool answered, as text; what is not text in it is named by its kind."""
    if isinstance(content, list):
        content = "\n".join(map(_found, dicts_of(content)))
    elif isinstance(content, dict):
        content = pretty(content)
    return part("tool_result", content, name, reference)


def _found(item: dict[str, Any]) -> str:
    """One of a tool's results: its text, what a program printed, a page or file by name; else what kind it is."""
    named = " ".join(filter(None, (text_of(item.get(key)) for key in ("title", "filename", "url"))))
    return text_of(item.get("text")) or text_of(item.get("logs")) or named or f"[{text_of(item.get('type'))}]"


def _typed(item: dict[str, Any]) -> Part:
    """A typed part of a content: OpenAI's chat, OpenAI's responses and Anthropic's names."""
    kind = text_of(item.get("type"))
    if kind in TEXTS or (not kind and "text" in item):
        return part("text", item.get("text"))
    if kind == "refusal":
        return part("refusal", item.get("refusal"))
    if kind in REASONING:
        return part("reasoning", item.get("thinking") or item.get("text"))
    if kind in TOOL_CALLS:
        return tool_call(item.get("name"), item.get("input"), item.get("id"))
    if kind.endswith("tool_result"):
        return tool_result(item.get("content"), reference=item.get("tool_use_id"))
    return _media(kind, item) or unknown(item)


def _media(kind: str, item: dict[str, Any]) -> Part | None:
    if kind in ("image_url", "input_image", "image"):
        return _image(item)
    if kind in ("input_audio", "audio"):
        audio = dict_of(item.get("input_audio")) or item
        return part("audio", said("audio/" + text_of(audio.get("format")), text_of(audio.get("data"))))
    if kind in ("file", "input_file", "document"):
        return _file(dict_of(item.get("file")) or item)
    return None


def _image(item: dict[str, Any]) -> Part:
    source = dict_of(item.get("source"))
    url = item.get("image_url", source.get("url"))
    address = text_of(url) or text_of(dict_of(url).get("url"))
    reference = item.get("file_id") or source.get("file_id")
    return image(address, text_of(source.get("media_type")), text_of(source.get("data")), reference)


def image(address: str, media_type: str = "", base64: str = "", reference: object = "") -> Part:
    """An image that is somewhere else, or came along: as a data: URL, or in base64."""
    came = address if is_data(address) else f"data:{media_type};base64,{base64}" if base64 else ""
    shown = without_data(address) if address else said(media_type, base64)
    return Part("image", clean(shown), "", clean(reference), clean(came))


def _file(file: dict[str, Any]) -> Part:
    source = dict_of(file.get("source"))
    address = text_of(file.get("file_data")) or text_of(file.get("file_url")) or text_of(source.get("url"))
    text = without_data(address) if address else said(text_of(source.get("media_type")), text_of(source.get("data")))
    name = file.get("filename") or file.get("title")
    return part("file", text, name, file.get("file_id") or source.get("file_id"))


def unknown(item: dict[str, Any]) -> Part:
    """A part or item of a type that has no kind here: its JSON, cut."""
    return part("other", pretty(item)[:MOST_UNKNOWN_CHARACTERS], item.get("type"))


def without_data(address: str) -> str:
    """An address as it is, cut; for a data: URL its type and size: "image/png, 34 KB"."""
    if not is_data(address):
        return address[:MOST_UNKNOWN_CHARACTERS]
    head, _, data = address[5:].partition(",")
    return said(head[:100].partition(";")[0], data)


def is_data(address: str) -> bool:
    return address[:5].lower() == "data:"


def said(media_type: str, base64: str) -> str:
    """The type and size of data in base64: "image/png, 34 KB"; without data the type alone."""
    size = len(base64) * 3 // 4
    shown = f"{size} bytes" if size < KILOBYTE else f"{size / KILOBYTE:,.0f} KB"
    return ", ".join(filter(None, (media_type.rstrip("/")[:100], shown if base64 else "")))
