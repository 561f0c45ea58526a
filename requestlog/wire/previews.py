"""The one line that a list shows of a prompt and of an answer."""

from __future__ import annotations

from typing import Any

from requestlog.wire.jsons import loads, one_line
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn, answered, asked, items_of, texts_of, turn_of

PREVIEW_CHARACTERS = 160
# Enough for a preview in any prose; longer texts are not looked through.
READ_CHARACTERS = 2000
MEDIA = {"image": "[image]", "audio": "[audio]", "file": "[file]"}
RESULTS = frozenset({"tool", "function", "user"})
# What an answer is told by: the first kind that it has.
TELLING = (("text",), ("refusal",), ("tool_call",), ("error",), ("embedding", "image", "audio", "file", "reasoning"))


def prompt_preview(body: dict[str, Any]) -> str:
    """What the user asked last, also where tools have answered since."""
    texts = texts_of(body)
    if len(texts) > 1:
        return first_of(texts)
    return brief(last_asked(body))


def last_asked(body: dict[str, Any]) -> list[Part]:
    """What the user said last; where no user speaks, what a tool answered last, or the last turn."""
    result = None
    for turn in map(turn_of, reversed(items_of(body))):
        if turn.role == "user" and _says_something(turn):
            return turn.parts
        if result is None and turn.role in RESULTS:
            result = turn.parts
    return result or [part for turn in asked(body)[-1:] for part in turn.parts]


def _says_something(turn: Turn) -> bool:
    """Whether a person speaks: some formats give a tool's results in the user's name."""
    return any(part.kind != "tool_result" for part in turn.parts)


def answer_preview(body: object) -> str:
    """What the first choice says, calls or refuses, or which error came instead."""
    turns = answered(body)
    parts = turns[0].parts or turns[-1].parts if turns else []
    for kinds in TELLING:
        if text := brief([part for part in parts if part.kind in kinds]):
            return text
    return ""


def first_of(texts: list[str]) -> str:
    """The first of several texts and how many more there are."""
    more = f" (+{len(texts) - 1:,} more)"
    return collapsed(texts[0], PREVIEW_CHARACTERS - len(more)) + more


def brief(parts: list[Part]) -> str:
    """Parts on one line."""
    return collapsed(" ".join(filter(None, map(_said, parts))))


def collapsed(text: str, most: int = PREVIEW_CHARACTERS) -> str:
    """`text` on one line of at most `most` characters; what was cut ends in "…"."""
    # So many words and the spaces between them are longer than that already
    line = " ".join(text[:READ_CHARACTERS].split(maxsplit=most // 2 + 1))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _said(part: Part) -> str:
    if part.kind in MEDIA:
        return MEDIA[part.kind]
    text = part.text[:READ_CHARACTERS]
    if part.kind == "tool_call":
        return f"{part.name}({_compact(text)})"
    if part.kind == "tool_result":
        return f"[tool result] {text}"
    return text


def _compact(arguments: str) -> str:
    value = loads(arguments.encode("utf-8", "replace"))
    return arguments if value is None else one_line(value)
