"""Where a call stands in SQLite's full-text index: numbers that grow with the calls' ids. No Django."""

from __future__ import annotations

from uuid import UUID

BITS = 15  # of an id beyond its millisecond, so that a place fits into 63
SLACK = 1000 << BITS  # a second: no call stands so far behind its own place, where that was taken
LAST = 2**63 - 1


def place_of(id: UUID) -> int:
    """The place of a call: its millisecond and the bits that follow in its id. Where it is taken, the next free one."""
    milliseconds, first, then = id.int >> 80, id.int >> 64 & 0xFFF, id.int >> 59 & 0b111
    return milliseconds << BITS | first << 3 | then


def places(low: UUID | None, high: UUID | None) -> tuple[int, int]:
    """The first and the last place of calls with ids from `low` on and below `high`; others may be among them."""
    return place_of(low) if low else 0, min(place_of(high) + SLACK, LAST) if high else LAST
