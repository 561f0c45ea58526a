"""A call as turns of a conversation, as the detail page shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from requestlog.presenting.bodies import Shown, indented, shown
from requestlog.presenting.fences import Segment, segments
from requestlog.presenting.folding import Fold, fold_of
from requestlog.presenting.markdown import Sanitised, can_render, rendered
from requestlog.presenting.named import Named
from requestlog.presenting.pictures import name_of
from requestlog.presenting.visible import visible
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn

MOST_TURNS = 400
MOST_CHARACTERS = 64 * 1024
# Of all turns together, the newest first
MOST_OF_ALL = 512 * 1024
MOST_RENDERED = 60_000
TOOLS = ("tool_call", "tool_result")
CODE = (*TOOLS, "other")
MEDIA = ("image", "audio", "file", "citation", "embedding")
LABELS = {
    "text": "",
    "tool_call": "calls",
    "tool_result": "result",
    "refusal": "refused",
    "citation": "source",
    "other": "",
    "error": "",  # the turn's role says it
}
# How an answer ends when nothing is to be said about it
ORDINARY_ENDS = ("", "stop", "tool_calls", "function_call", "completed", "end_turn", "tool_use")


@dataclass(frozen=True, slots=True)
class ShownPart(Named):
    """A part of a turn: text, code (a tool's arguments or result), or a mere reference to what is never loaded.

    `segments` are the text with its code blocks apart; `html` is the text rendered, None where it is not to be;
    `picture_url` is where the image is that came along.
    """

    kind: str
    label: str
    name: str
    body: Shown
    code: bool
    inline: bool
    reference: str
    segments: Sequence[Segment] = ()
    fold: Fold | None = None
    html: Sanitised | None = None
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class ShownTurn(Named):
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


@dataclass(slots=True)
class Presenter:
    """How turns are shown, from the newest to the oldest, and how many characters a page still bears.

    `render` has texts rendered as markdown; `picture_url` makes an image's address of its name.
    """

    render: bool = False
    picture_url: Callable[[str], str] | None = None
    left: int = field(default=MOST_OF_ALL, init=False)
    left_to_render: int = field(default=MOST_RENDERED, init=False)

    def turn(self, turn: Turn) -> ShownTurn:
        notes = [] if turn.choice is None else [f"choice {turn.choice + 1}"]
        if turn.finish_reason not in ORDINARY_ENDS:
            notes.append(f"ended by {visible(turn.finish_reason)}")
        parts = [self.part(part, turn) for part in turn.parts]
        return ShownTurn(visible(turn.role), parts, turn.is_answer, " · ".join(notes))

    def part(self, part: Part, turn: Turn) -> ShownPart:
        text = indented(part.text, MOST_CHARACTERS) if part.kind == "tool_result" else part.text
        body = shown(text, min(MOST_CHARACTERS, self.left))
        self.left -= len(body.text)
        code, html = part.kind in CODE, self._html(part, text)
        return ShownPart(
            kind=part.kind,
            label=LABELS.get(part.kind, part.kind),
            name=visible(part.name),
            body=body,
            code=code,
            inline=part.kind in MEDIA,
            reference=visible(part.reference),
            segments=() if code or html is not None else segments(body.text),
            fold=fold_of(text, turn.role, is_answer=turn.is_answer) if body.text else None,
            html=html,
            picture_url=self._picture(part),
        )

    def _html(self, part: Part, text: str) -> Sanitised | None:
        if not self.render or part.kind != "text" or not can_render(text) or len(text) > self.left_to_render:
            return None
        self.left_to_render -= len(text)
        return rendered(text)

    def _picture(self, part: Part) -> str:
        name = name_of(part.data) if self.picture_url and part.data else ""
        return self.picture_url(name) if self.picture_url and name else ""


def conversation(turns: Sequence[Turn], presenter: Presenter | None = None) -> Conversation:
    """The turns as shown: in full, but for very long texts and conversations."""
    newest = turns[-MOST_TURNS:]
    presenter = presenter or Presenter()
    return Conversation([presenter.turn(turn) for turn in reversed(newest)][::-1], len(turns) - len(newest))
