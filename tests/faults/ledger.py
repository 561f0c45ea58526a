"""The ledger of a run: every call that a client began, what the client got of it, and what the upstream saw of it."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.numbered import NumberedUpstream, Sent
from tests.gateway.site import Site


@dataclass
class Heard:
    """What a client got of one call. `ended`: open, whole, left (by the client), broken, refused (no connection)."""

    name: str
    id: str = ""
    status: int = 0
    body: bytes = b""
    ended: str = "open"
    seconds: float = 0.0
    left_at: float = 0.0

    @property
    def events(self) -> int:
        return self.body.count(b"\n\n")

    def is_whole(self, *, stream: bool) -> bool:
        return self.body.endswith(b"data: [DONE]\n\n" if stream else b"}")


@dataclass
class Ledger:
    """The calls of one run by their names, which stand in the log as end users."""

    site: Site
    upstream: NumberedUpstream
    heard: dict[str, Heard] = field(default_factory=dict)
    prefix: str = field(default_factory=lambda: secrets.token_hex(5))
    numbers: Iterator[int] = field(default_factory=itertools.count)
    figures: dict[str, str] = field(default_factory=dict)

    def entered(self) -> Heard:
        """A new call."""
        heard = Heard(f"{self.prefix}-{next(self.numbers)}")
        self.heard[heard.name] = heard
        return heard

    def sent(self, name: str) -> Sent:
        """What the upstream saw of a call; nothing, where it never came."""
        return self.upstream.sent.get(name, Sent())

    def ended(self, how: str) -> list[Heard]:
        return [heard for heard in list(self.heard.values()) if heard.ended == how]

    def due(self) -> set[str]:
        """The calls that must be in the log: those that the upstream saw, and those that got an id."""
        return {name for name, heard in self.heard.items() if heard.id or self.sent(name).arrivals}
