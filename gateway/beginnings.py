"""Quick signs that a stream may spell a secret over several events, without parsing any. No I/O."""

from __future__ import annotations

import re
from functools import cache, lru_cache

# What JSON writes as it is, and how else it may.
PLAIN = re.compile(r"[ !#-\[\]-~]+")
ESCAPED = re.compile(rb"\\u00[2-7]|\\/")
# Of longer beginnings no more is compared: so many bytes tell most secrets from other words.
MOST_COMPARED = 4


class Beginnings:
    """Watches for one secret in raw events: a string ends as the secret begins, then one starts as it goes on.

    Whatever spells the secret shows both signs; that they are there proves nothing.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._known: set[bytes] = set()
        self._ends = _ends_as_begun(self._secret[:MOST_COMPARED])
        self.goes_on = PLAIN.fullmatch(secret) is None

    def first(self, text: bytes) -> int:
        """Where in the stream's next text the secret may begin; its length for nowhere. Sets `goes_on`."""
        found = list(self._ends.finditer(text))
        starts = [match.start() for match in found]
        if b"\\" in text and (escaped := ESCAPED.search(text)):
            starts.append(escaped.start())
            self.goes_on = True
        self._known |= {match.group()[:-1] for match in found}
        self.goes_on = self.goes_on or any(self._follows(beginning, text) for beginning in self._known)
        return min(starts, default=len(text))

    def _follows(self, beginning: bytes, text: bytes) -> bool:
        """Whether a string in `text` starts as the secret goes on after `beginning`, or after an end of that."""
        if len(beginning) >= MOST_COMPARED:
            return True
        sizes = [size for size in range(1, len(beginning) + 1) if beginning.endswith(self._secret[:size])]
        return any(_starts_with(self._secret[size : size + 1]).search(text) for size in sizes)


@cache
def _starts_with(letter: bytes) -> re.Pattern[bytes]:
    """Finds strings that start with `letter`; quickly, as letters are rarer than quotes."""
    return re.compile(re.escape(letter) + b'(?<="' + re.escape(letter) + b")")


@lru_cache(maxsize=1024)
def _ends_as_begun(beginning: bytes) -> re.Pattern[bytes]:
    """Finds strings that end with one or more of the first bytes of `beginning`, or go on after all of them."""
    pattern = rb'[^"]*' if len(beginning) == MOST_COMPARED else b""
    for at in range(len(beginning) - 1, 0, -1):
        pattern = b"(?:" + re.escape(beginning[at : at + 1]) + pattern + b")?"
    return re.compile(re.escape(beginning[:1]) + pattern + rb'"(?!\s*:)')
