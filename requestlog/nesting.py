"""How deep a JSON value may be: many readers give up at about a thousand levels. Plain Python."""

from __future__ import annotations

from typing import Any


def deeper_than(value: Any, most: int) -> bool:
    """Whether `value` nests arrays and objects in more than `most` levels."""
    level = [value]
    for _ in range(most + 1):
        level = [item for parent in level for item in _items(parent)]
        if not level:
            return False
    return True


def _items(value: Any) -> list[Any]:
    """What is directly inside `value`; an empty container still counts as a level of its own."""
    if isinstance(value, dict):
        return list(value.values()) or [None]
    if isinstance(value, list):
        return value or [None]
    return []
