"""Numbers, durations and money as people read them; "–" where nothing is known."""

from __future__ import annotations

from decimal import Decimal

UNKNOWN = "–"
LEAST_SHOWN_COST = Decimal("0.0001")


def count(number: int | None) -> str:
    """12,481"""
    return UNKNOWN if number is None else f"{number:,}"


def duration(milliseconds: float | None) -> str:
    """310 ms, 1.2 s, 2 min 5 s, 3 h 10 min, 2 d 4 h"""
    if milliseconds is None:
        return UNKNOWN
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    if milliseconds < 59_950:
        return f"{milliseconds / 1000:.1f} s"
    return _in_two_units(round(milliseconds / 1000))


def _in_two_units(seconds: int) -> str:
    for size, unit, part, part_unit in ((86_400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if seconds >= size:
            rest = seconds % size // part
            return f"{seconds // size} {unit}" + (f" {rest} {part_unit}" if rest else "")
    return f"{seconds} s"


def after(seconds: float) -> str:
    """How long after the answer a vote came: 25 s, 4 min 10 s; whole seconds, never negative."""
    return _in_two_units(max(round(seconds), 0))


def money(dollars: Decimal | None) -> str:
    """$0.0014, $1.25, <$0.0001"""
    if dollars is None:
        return UNKNOWN
    if 0 < dollars < LEAST_SHOWN_COST:
        return "<$0.0001"
    return f"${dollars:,.2f}" if dollars >= 1 or not dollars else f"${dollars:.4f}"


def total_tokens(prompt: int | None, completion: int | None) -> int | None:
    """Both sides together; None where neither is known."""
    return None if prompt is None and completion is None else (prompt or 0) + (completion or 0)


def tokens_in_words(
    prompt: int | None,
    cached: int | None,
    completion: int | None,
    reasoning: int | None,
    *,
    written: int | None = None,
    heard: int | None = None,
    spoken: int | None = None,
) -> str:
    """846 in (512 cached, 20 audio) · 86 out (40 reasoning)"""
    into = {"cached": cached, "into a cache": written, "audio": heard}
    sides = [_side(prompt, "in", into), _side(completion, "out", {"reasoning": reasoning, "audio": spoken})]
    return " · ".join(filter(None, sides)) or UNKNOWN


def _side(tokens: int | None, way: str, parts: dict[str, int | None]) -> str:
    if tokens is None:
        return ""
    named = ", ".join(f"{part:,} {kind}" for kind, part in parts.items() if part)
    return f"{tokens:,} {way}" + (f" ({named})" if named else "")
