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

    @property
    def more(self) -> str:
        """`left_out` as people write it."""
        return f"{self.left_out:,}"


def shown(text: str, most: int = SHOWN_CHARACTERS) -> Shown:
    """The first `most` characters, visible."""
    return Shown(visible(text[:most]), max(len(text) - most, 0))


def indented(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """A JSON object or array of at most `most` characters with a line a value; any other text as it is."""
    if len(text) > most or not text.lstrip().startswith(("{", "[")):
        return text
    value = loads(text.encode("utf-8", "replace"))
    return text if value is None else pretty(value) or text


def shown_body(body: bytes) -> Shown:
    """A JSON body with a line a value; any other as it is."""
    value = loads(body)
    return shown((pretty(value) if value is not None else "") or body.decode(errors="replace"))
