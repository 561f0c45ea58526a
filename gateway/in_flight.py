"""How many calls each key has open. No I/O."""

from __future__ import annotations


class InFlight:
    """Counts open calls by the digest of their key, "" for those without; 0 for `most` sets no limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: dict[str, int] = {}

    def enter(self, key: str) -> bool:
        """Whether the call may begin; `leave` once for each that may."""
        count = self._open.get(key, 0)
        if 0 < self._most <= count:
            return False
        self._open[key] = count + 1
        return True

    def leave(self, key: str) -> None:
        count = self._open.get(key, 0)
        if count > 1:
            self._open[key] = count - 1
        else:
            self._open.pop(key, None)
