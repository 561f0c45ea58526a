"""Characters that hide or reorder text, made visible as ⟨U+202E⟩: what a reader sees is what was sent."""

from __future__ import annotations

import re

# Joiners belong to emoji and to several scripts: they are shown only beside ASCII and Latin letters.
HIDDEN = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f)"
    "|[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![^\x00-\u02ff])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff])"
)


def visible(text: str) -> str:
    """`text` with each hidden character named by its code point; tabs and line ends stay."""
    return HIDDEN.sub(_named, text)


def shortened(text: str, characters: int) -> str:
    """`text` on one line, visible, of at most `characters` characters, with … where it was cut."""
    line = " ".join(text[: characters * 4].split())
    cut = len(line) > characters or len(text) > characters * 4
    return visible(line[: characters - 1].rstrip() + "…" if cut else line)


def _named(match: re.Match[str]) -> str:
    return match["flag"] or f"⟨U+{ord(match[0]):04X}⟩"
