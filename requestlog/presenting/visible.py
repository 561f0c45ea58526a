"""Characters that hide or reorder text, made visible as ⟨U+202E⟩: what a reader sees is what was sent."""

from __future__ import annotations

import re

# What is common in some scripts is shown where it cannot belong to them: joiners beside ASCII and Latin letters,
# selectors of variants behind another one or no ideograph, tags but for the three flags that are made of them.
HIDDEN = re.compile(
    "(?P<flag>\U0001f3f4\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)"
    "|[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    "|(?<![^\x00-\u02ff])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02ff])"
    "|(?<![\u1800-\u18af])[\u180b-\u180d\u180f]"
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f]"
)
# Of which most texts have none: looked for in a fraction of the time
SUSPECT = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """`text` with each hidden character named by its code point; tabs and line ends stay."""
    return HIDDEN.sub(_named, text) if SUSPECT.search(text) else text


def shortened(text: str, characters: int) -> str:
    """`text` on one line, visible, of at most `characters` characters, with … where it was cut."""
    line = " ".join(text[: characters * 4].split())
    cut = len(line) > characters or len(text) > characters * 4
    return visible(line[: characters - 1].rstrip() + "…" if cut else line)


def escaped(text: str, escape: str) -> str:
    """Source code with each hidden character as an escape of its language, which `escape` makes of its code point:
    "\\\\u{{{:x}}}" in JavaScript."""
    return HIDDEN.sub(lambda match: match["flag"] or escape.format(ord(match[0])), text)


def _named(match: re.Match[str]) -> str:
    return match["flag"] or f"⟨U+{ord(match[0]):04X}⟩"
