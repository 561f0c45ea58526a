"""What a call adds to the conversation, and changes of it, since the call before it in its session."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from requestlog.presenting.conversation import Presenter, ShownTurn
from requestlog.presenting.visible import shortened, visible
from requestlog.wire.jsons import dict_of, one_line
from requestlog.wire.turns import Turn

MOST_TURNS = 400
# To compare n pieces may take n³ steps: of more, only that they are others is said
MOST_COMPARED = 120
MOST_PIECES = 400
MOST_CHANGED = 20
MOST_SETTINGS, SETTING_CHARACTERS = 30, 200
SAID = {"messages", "input", "prompt", "system", "instructions"}
# What applications do not send back
UNSENT = ("reasoning", "citation")
WORD = re.compile(r"\s*\S+\s*|\s+")
Key = tuple[str, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a changed text: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step from the one conversation to the other: `count` turns that are the same, or a turn that was "added",
    "removed" or "changed", the latter in pieces."""

    kind: str
    count: int = 0
    turn: ShownTurn | None = None
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Something beside the conversation that is not as it was; "" for what was not there."""

    name: str
    before: str
    after: str


def steps(before: Sequence[Turn], after: Sequence[Turn]) -> list[Step]:
    """How the turns `before` became those `after`, in order."""
    old, new = list(map(_key, before)), list(map(_key, after))
    start = next((at for at, (a, b) in enumerate(zip_longest(old, new)) if a != b), len(old))
    gone, come = before[start:][-MOST_TURNS:], after[start:][-MOST_TURNS:]
    found = [Step("same", start)] if start else []
    return found + list(_compared(gone, come, Presenter()))


def settings(before: object, after: object) -> list[Setting]:
    """What of two requests' JSON differs beside what is said in them."""
    old, new = dict_of(before), dict_of(after)
    names = [name for name in {**old, **new} if name not in SAID and old.get(name) != new.get(name)]
    return [Setting(visible(name), _setting(old, name), _setting(new, name)) for name in names[:MOST_SETTINGS]]


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """How a text became another, by words or, of longer texts, by lines; () for what is too long to compare."""
    for parted in (WORD.findall, lambda text: text.splitlines(keepends=True)):
        old, new = parted(before), parted(after)
        if len(old) <= MOST_PIECES and len(new) <= MOST_PIECES:
            return tuple(_pieces(old, new))
    return ()


def _compared(gone: Sequence[Turn], come: Sequence[Turn], presenter: Presenter) -> Iterator[Step]:
    if len(gone) > MOST_COMPARED or len(come) > MOST_COMPARED:
        yield from _replaced(gone, come, presenter)
        return
    for kind, a, b, c, d in _opcodes(list(map(_key, gone)), list(map(_key, come))):
        yield from [Step("same", b - a)] if kind == "equal" else _replaced(gone[a:b], come[c:d], presenter)


def _replaced(gone: Sequence[Turn], come: Sequence[Turn], presenter: Presenter) -> Iterator[Step]:
    for place, (old, new) in enumerate(zip_longest(gone, come)):
        changed = _changed(old, new) if place < MOST_CHANGED else ()
        if old and new and _key(old) == _key(new):
            yield Step("same", 1)
        elif changed and new:
            yield Step("changed", turn=presenter.turn(Turn(new.role)), pieces=changed)
        else:
            yield from (Step("removed", turn=presenter.turn(turn)) for turn in [old] if turn)
            yield from (Step("added", turn=presenter.turn(turn)) for turn in [new] if turn)


def _changed(old: Turn | None, new: Turn | None) -> tuple[Piece, ...]:
    """In pieces where both say one text in the same role and have more than half of it in common."""
    if old is None or new is None or old.role != new.role or not len(old.parts) == len(new.parts) == 1:
        return ()
    found = pieces(old.parts[0].text, new.parts[0].text)
    lengths = {kind: sum(len(piece.text) for piece in found if piece.kind == kind) for kind in ("same", "added")}
    return found if lengths["same"] > lengths["added"] else ()


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in _opcodes(old, new):
        if kind == "equal":
            yield Piece("same", visible("".join(new[c:d])))
            continue
        changed = (("removed", "".join(old[a:b])), ("added", "".join(new[c:d])))
        yield from (Piece(name, visible(text)) for name, text in changed if text)


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _key(turn: Turn) -> Key:
    return turn.role, tuple((part.kind, part.text, part.name) for part in turn.parts if part.kind not in UNSENT)


def _setting(body: dict[str, Any], name: str) -> str:
    return shortened(one_line(body[name]), SETTING_CHARACTERS) if name in body else ""
