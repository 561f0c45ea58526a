"""A call as turns of a conversation, as the detail page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from requestlog.presenting.bodies import Shown, shown
from requestlog.presenting.visible import visible
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn

MOST_TURNS = 400
MOST_CHARACTERS = 64 * 1024
CODE = ("tool_call", "tool_result", "other")
MEDIA = ("image", "audio", "file", "citation", "embedding")
LABELS = {
    "text": "",
    "tool_call": "calls",
    "tool_result": "result",
    "refusal": "refused",
    "citation": "source",
    "other": "",
}
# How an answer ends when nothing is to be said about it
ORDINARY_ENDS = ("", "stop", "tool_calls", "function_call", "completed", "end_turn", "tool_use")


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a turn: text, code (a tool's arguments or result), or a mere reference to what is never loaded."""

    kind: str
    label: str
    name: str
    body: Shown
    code: bool
    inline: bool
    reference: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn; `note` says which choice it is and how it ended, where that matters."""

    role: str
    parts: Sequence[ShownPart]
    is_answer: bool
    note: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The newest turns; `left_out` counts the earlier ones."""

    turns: Sequence[ShownTurn]
    left_out: int


def conversation(turns: Sequence[Turn]) -> Conversation:
    """The turns as shown: in full, but for very long texts and conversations."""
    newest = turns[-MOST_TURNS:]
    return Conversation([_turn(turn) for turn in newest], len(turns) - len(newest))


def _turn(turn: Turn) -> ShownTurn:
    notes = [] if turn.choice is None else [f"choice {turn.choice + 1}"]
    if turn.finish_reason not in ORDINARY_ENDS:
        notes.append(f"ended by {visible(turn.finish_reason)}")
    return ShownTurn(visible(turn.role), [_part(part) for part in turn.parts], turn.is_answer, " · ".join(notes))


def _part(part: Part) -> ShownPart:
    code = part.kind in CODE
    return ShownPart(
        kind=part.kind,
        label=LABELS.get(part.kind, part.kind),
        name=visible(part.name),
        body=shown(part.text, MOST_CHARACTERS),
        code=code,
        inline=part.kind in MEDIA,
        reference=visible(part.reference),
    )
