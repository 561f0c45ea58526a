"""What was said in a session, ready to print, and not longer than a page bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from requestlog.models import Request
from requestlog.presenting.bodies import Shown, shown
from requestlog.presenting.visible import visible
from requestlog.talks import Added
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn

MOST_TURNS = 20
MOST_CHARACTERS = 4_000
# Of all requests of a page together, the newest first; beyond it each text is only begun
MOST_OF_ALL, BEGINNING = 400_000, 200
ASIDE, CALM_CHARACTERS = ("system", "developer", "tool"), 300
CODE = ("tool_call", "tool_result", "other")


@dataclass(frozen=True, slots=True)
class Text:
    """A part of what was said; `label` says what it is where it is no plain text."""

    label: str
    body: Shown
    is_code: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one of the two said; `side` is user, assistant, tool, system or error. Long asides fold."""

    role: str
    side: str
    texts: Sequence[Text]
    folds: bool


class Shaper:
    """Makes turns ready to print until a page is full."""

    def __init__(self) -> None:
        self._room = MOST_OF_ALL

    def whole(self, added: Added) -> tuple[list[Said], list[Said], int]:
        """The newest turns that were asked, the answers, and how many turns are left out."""
        answered = [self._said(turn) for turn in added.answered[:MOST_TURNS]]
        asked = [self._said(turn) for turn in added.asked[-MOST_TURNS:]]
        return asked, answered, len(added.asked) + len(added.answered) - len(asked) - len(answered)

    def previews(self, entry: Request) -> tuple[list[Said], list[Said], int]:
        """What the row itself says of both sides."""
        sides = (("user", entry.prompt_preview), ("assistant", entry.answer_preview))
        asked, answered = ([self._said(Turn(role, [Part("text", text)]))] if text else [] for role, text in sides)
        return asked, answered, 0

    def _said(self, turn: Turn) -> Said:
        texts = [self._text(part) for part in turn.parts]
        side = turn.role if turn.role in (*ASIDE, "assistant", "error") else "user"
        is_long = sum(len(text.body.text) for text in texts) > CALM_CHARACTERS
        return Said(visible(turn.role), side, texts, folds=side in ASIDE and is_long)

    def _text(self, part: Part) -> Text:
        body = shown(part.text, MOST_CHARACTERS if self._room > 0 else BEGINNING)
        self._room -= len(body.text)
        named = f"{part.kind.replace('_', ' ')} {part.name}".strip()
        return Text("" if part.kind == "text" else visible(named), body, part.kind in CODE)
