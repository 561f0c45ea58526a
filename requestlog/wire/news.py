"""What a call adds to the call before it: clients send a conversation anew with each of its turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from requestlog.wire.turns import Turn

INSTRUCTIONS = frozenset({"system", "developer"})
# What a client need not send back of an answer
UNSENT = frozenset({"reasoning", "citation"})
MOST_TURNS = 400
Key = tuple[str, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True, slots=True)
class News:
    """The turns of a call that were not there before; the last one where it asks the same again (`is_repeat`)."""

    turns: list[Turn]
    is_repeat: bool = False


def news_of(asked: Sequence[Turn], before: Sequence[Turn]) -> News:
    """What is new in `asked` against all turns of the call `before` it, its answer included; all, where that is no
    part of the same conversation."""
    said, heard = _spoken(asked), _spoken(before)
    known = {key_of(turn) for turn in before if turn.role in INSTRUCTIONS}
    instructions = [turn for turn in asked if turn.role in INSTRUCTIONS and key_of(turn) not in known]
    shared = _shared(said, heard)
    is_repeat = 0 < len(said) == shared
    return News(instructions + said[shared - is_repeat :], is_repeat)


def key_of(turn: Turn) -> Key:
    """By what a turn is known when it comes again."""
    return turn.role, tuple((part.kind, part.text.strip(), part.name) for part in turn.parts if part.kind not in UNSENT)


def _spoken(turns: Sequence[Turn]) -> list[Turn]:
    """Without instructions, and of several answers the first."""
    return [turn for turn in turns if turn.role not in INSTRUCTIONS and not turn.choice]


def _shared(said: Sequence[Turn], heard: Sequence[Turn]) -> int:
    """How many turns at the beginning of `said` were heard, one after the other. Clients drop the oldest turns of long
    conversations, so that these may begin anywhere."""
    told, known = [key_of(turn) for turn in said], [key_of(turn) for turn in heard]
    starts = [place for place, key in enumerate(known[:MOST_TURNS]) if told and key == told[0]]
    return max((_run(told, known[start:], heard[start:]) for start in starts), default=0)


def _run(told: Sequence[Key], known: Sequence[Key], heard: Sequence[Turn]) -> int:
    """How many are the same; an answer need not be sent back as it came."""
    run = 0
    for key, other, turn in zip(told, known, heard, strict=False):
        if key != other and not (turn.is_answer and key[0] == other[0]):
            break
        run += 1
    return run
