"""Streams of `chat/completions` and `completions`: chunks with `choices`."""

from __future__ import annotations

from typing import Any

from requestlog.wire.completion.growing import Growing, whole
from requestlog.wire.jsons import dicts_of, text_of

# Azure opens a stream with a chunk in which these are empty.
FIRST = ("id", "created", "model")
LEADING = ("id", "object", "created", "model")
# `obfuscation` pads chunks against eavesdroppers and means nothing.
APART = frozenset({"choices", "obfuscation"})
TAKEN = frozenset({"index", "delta", "message"})
GROWING = frozenset({"text", "logprobs"})


def fold_choices(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The `chat.completion` or `text_completion` of its chunks."""
    choices: dict[int, Growing] = {}
    for event in events:
        for raw in dicts_of(event.get("choices")):
            index = raw.get("index")
            number = index if type(index) is int else 0
            choice = choices.get(number)
            if choice is None:
                choice = choices[number] = Growing(index=number)
            _take_choice(choice, raw)
    folded = [_choice(choices[index]) for index in sorted(choices)]
    return _completion(_facts_of(events), folded)


def _facts_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The last of each fact that is not null, but the first that says something of `FIRST`."""
    facts: dict[str, Any] = {}
    for event in events:
        if None not in event.values():
            facts.update(event)
            continue
        for key, value in event.items():
            if value is not None or key not in facts:
                facts[key] = value
    first = {key: next((event[key] for event in events if event.get(key)), None) for key in FIRST}
    facts |= {key: value for key, value in first.items() if value}
    return {key: value for key, value in facts.items() if key not in APART}


def _take_choice(choice: Growing, raw: dict[str, Any]) -> None:
    delta = raw.get("delta") or raw.get("message")
    if delta or "delta" in raw:
        message = choice.get("message")
        if message is None:
            message = choice["message"] = Growing(role=None, content=None)
        if type(delta) is dict:
            message.add(delta)
    for key, value in raw.items():
        if key in TAKEN:
            continue
        if value is None:
            choice.setdefault(key, None)
        elif key in GROWING:
            choice.add({key: value})
        else:
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
