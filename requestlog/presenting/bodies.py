"""Bodies as text to read: indented, visible, and not longer than a page bears."""

from __future__ import annotations

from dataclasses import dataclass

from requestlog.presenting.visible import visible
from requestlog.wire.jsons import loads, pretty

SHOWN_CHARACTERS = 256 * 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """Text of a page; `left_out` says how many characters of it are not shown."""

    text: str
    left_out: int = 0


def shown(text: str, most: int = SHOWN_CHARACTERS) -> Shown:
    """The first `most` characters, visible."""
    return Shown(visible(text[:most]), max(len(text) - most, 0))


def shown_body(body: bytes) -> Shown:
    """A JSON body with a line a value; any other as it is."""
    value = loads(body)
    return shown((pretty(value) if value is not None else "") or body.decode(errors="replace"))
