"""Which texts are folded, and what stands in front of the fold."""

from __future__ import annotations

from dataclasses import dataclass

from requestlog.presenting.visible import visible

# How long a text may be unfolded, in characters and lines: instructions are read once, answers are what one came for
MOST = {"system": (600, 8), "developer": (600, 8), "answer": (6_000, 80), "": (1_500, 24)}
START_CHARACTERS, START_LINES = 320, 4


@dataclass(frozen=True, slots=True)
class Fold:
    """The first lines of a folded text, and how long all of it is, in words."""

    start: str
    size: str


def fold_of(text: str, role: str, *, is_answer: bool) -> Fold | None:
    """The fold of `text` in the turn of `role`; None for a text that is shown whole."""
    characters, lines = MOST.get("answer" if is_answer else role, MOST[""])
    if len(text) <= characters and text.count("\n") < lines:
        return None
    return Fold(visible(_start(text)) + " …", f"{len(text):,} characters")


def _start(text: str) -> str:
    """The first lines, and of the last of them whole words where there are any."""
    start = "\n".join(text[:START_CHARACTERS].lstrip().split("\n")[:START_LINES])
    whole, _, _ = start.rpartition(" ")
    return (whole if len(whole) > START_CHARACTERS // 2 else start).rstrip()
