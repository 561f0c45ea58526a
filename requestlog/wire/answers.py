"""The parts of answers other than chat choices: the responses API's items, messages, vectors, images, judgements."""

from __future__ import annotations

from typing import Any

from requestlog.wire.jsons import dict_of, dicts_of, list_of, text_of
from requestlog.wire.parts import (
    Part,
    image,
    part,
    parts_of_content,
    parts_of_message,
    tool_call,
    tool_result,
    unknown,
)

ARGUMENTS = ("arguments", "input", "code", "action", "actions", "operation", "queries")
RESULTS = ("output", "outputs", "results", "error")
CALLS = ("_call", "_approval_request")


def parts_of_answer(body: dict[str, Any]) -> list[Part]:
    """The parts of an answer without choices; [] for one that is nothing to read."""
    if isinstance(body.get("output"), list):
        return [made for item in dicts_of(body["output"]) for made in parts_of_item(item)]
    if "content" in body:
        return parts_of_message(body)
    if isinstance(body.get("results"), list):
        return _moderation(dicts_of(body["results"]))
    if isinstance(body.get("data"), list):
        return _data(dicts_of(body["data"]))
    return parts_of_content(text_of(body.get("text")))


def _moderation(results: list[dict[str, Any]]) -> list[Part]:
    judged = [result for result in results if "flagged" in result]
    hits = {name: None for result in judged for name, hit in dict_of(result.get("categories")).items() if hit is True}
    flagged = any(result["flagged"] is True for result in judged)
    judgement = ": ".join(filter(None, ("flagged", ", ".join(hits)))) if flagged else "not flagged"
    return [part("text", judgement)] if judged else []


def _data(data: list[dict[str, Any]]) -> list[Part]:
    vectors = [item["embedding"] for item in data if "embedding" in item]
    if vectors:
        plural = "" if len(vectors) == 1 else "s"
        return [part("embedding", f"{len(vectors):,} embedding{plural} of {_size_of(vectors[0])} numbers")]
    images = [item for item in data if "url" in item or "b64_json" in item]
    return [image(text_of(item.get("url")), "image", text_of(item.get("b64_json"))) for item in images]


def _size_of(vector: object) -> int:
    """How many numbers an embedding has: an array, or floats of four bytes in base64."""
    return len(text_of(vector).rstrip("=")) * 3 // 4 // 4 if isinstance(vector, str) else len(list_of(vector))


def parts_of_item(item: dict[str, Any]) -> list[Part]:
    """The parts of an item of the responses API, in its input or output."""
    kind = text_of(item.get("type"))
    if kind == "message":
        return parts_of_message(item)
    if kind == "reasoning":
        texts = [text_of(text.get("text")) for text in dicts_of(item.get("summary")) + dicts_of(item.get("content"))]
        return [part("reasoning", "\n\n".join(texts))] if any(texts) else []
    if kind == "image_generation_call":
        return [image("", "image/" + (text_of(item.get("output_format")) or "png"), text_of(item.get("result")))]
    return _call(kind, item) if kind.endswith(CALLS) else [unknown(item)]


def _call(kind: str, item: dict[str, Any]) -> list[Part]:
    """The call of a tool; with what it answered where the upstream ran it."""
    arguments = next((item[key] for key in ARGUMENTS if item.get(key) is not None), None)
    reference = item.get("call_id") or item.get("id")
    result = next((item[key] for key in RESULTS if item.get(key)), None)
    call = tool_call(item.get("name") or kind, arguments, reference)
    return [call, tool_result(result, reference=reference)] if result else [call]
