"""Streams of `chat/completions` and `completions`: chunks with `choices`."""

from __future__ import annotations

from typing import Any

from requestlog.wire.completion.growing import Growing, whole
from requestlog.wire.jsons import dict_of, dicts_of, text_of

# Azure opens a stream with a chunk in which these are empty.
FIRST = ("id", "created", "model")
LEADING = ("id", "object", "created", "model")
# `obfuscation` pads chunks against eavesdroppers and means nothing.
APART = frozenset({"choices", "obfuscation"})


def fold_choices(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The `chat.completion` or `text_completion` of its chunks."""
    facts: dict[str, Any] = {}
    choices: dict[int, Growing] = {}
    for event in events:
        _take_facts(facts, event)
        for raw in dicts_of(event.get("choices")):
            index = raw["index"] if type(raw.get("index")) is int else 0
            _take_choice(choices.setdefault(index, Growing(index=index)), raw)
    folded = [_choice(choices[index]) for index in sorted(choices)]
    return _completion(facts, folded)


def _take_facts(facts: dict[str, Any], event: dict[str, Any]) -> None:
    for key, value in event.items():
        known = facts.get(key)
        if key not in APART and (key not in facts or (value is not None and not (key in FIRST and known))):
            facts[key] = value


def _take_choice(choice: Growing, raw: dict[str, Any]) -> None:
    delta = raw.get("delta") or raw.get("message")
    if delta or "delta" in raw:
        choice.setdefault("message", Growing(role=None, content=None)).add(dict_of(delta))
    for key, value in raw.items():
        if key in ("text", "logprobs"):
            choice.add({key: value})
        elif key not in ("index", "delta", "message") and (value is not None or key not in choice):
            choice[key] = value


def _choice(grown: Growing) -> dict[str, Any]:
    choice: dict[str, Any] = whole(grown)
    if "message" in choice:
        choice["message"]["role"] = choice["message"]["role"] or "assistant"
    choice.setdefault("finish_reason", None)
    return choice


def _completion(facts: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    chat = any("message" in choice for choice in choices)
    named = text_of(facts.get("object")).removesuffix(".chunk")
    facts["object"] = named or ("chat.completion" if chat else "text_completion")
    leading = {key: facts[key] for key in LEADING if key in facts}
    return leading | {"choices": choices} | facts
