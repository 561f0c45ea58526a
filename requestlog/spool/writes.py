"""What a gateway worker says of a call, as rows of the spool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import zstandard

Statement = tuple[str, tuple[Any, ...]]

STARTED = "started"
START = (
    "INSERT OR IGNORE INTO call (id, project_id, started_us, endpoint, worker, asked, request) VALUES (?,?,?,?,?,?,?)"
)
SAY = "UPDATE call SET answer=? WHERE id=?"
END = "UPDATE call SET answer=?, state=?, done=1, rest=? WHERE id=?"
PART = "INSERT OR REPLACE INTO part (call, number, body) VALUES (?,?,?)"
FORGET = "DELETE FROM part WHERE call=?"
KNOWN = "INSERT OR IGNORE INTO known_id (message_id, call) VALUES (?,?)"


class Write(Protocol):
    """One thing to write; `size` is what it holds in memory, in bytes; `counts` are the counters that it raises."""

    @property
    def size(self) -> int: ...

    @property
    def counts(self) -> tuple[str, ...]: ...

    def statements(self, packer: zstandard.ZstdCompressor) -> Iterator[Statement]: ...


@dataclass(frozen=True, slots=True)
class Start:
    """A call begins. `asked` is a JSON object of `Call` fields; `request` the body to keep."""

    call: bytes
    project_id: int
    started_us: int
    endpoint: str
    worker: str
    asked: bytes
    request: bytes
    counts: tuple[str, ...] = ("received",)

    @property
    def size(self) -> int:
        return len(self.request) + len(self.asked) + 500

    def statements(self, packer: zstandard.ZstdCompressor) -> Iterator[Statement]:
        packed = packer.compress(self.request) if self.request else None
        yield (
            START,
            (self.call, self.project_id, self.started_us, self.endpoint, self.worker, self.asked, packed),
        )


@dataclass(frozen=True, slots=True)
class Note:
    """What came since: new ids, a piece of the answer, and what is known of the call now; the last one has its end.

    `afresh` takes back the pieces that were put down before.
    """

    call: bytes
    answer: bytes
    ids: tuple[str, ...] = ()
    number: int = 0
    part: bytes = b""
    state: str = STARTED
    afresh: bool = False
    counts: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.part) + len(self.answer) + 500

    def statements(self, packer: zstandard.ZstdCompressor) -> Iterator[Statement]:
        for message_id in self.ids:
            yield KNOWN, (message_id, self.call)
        if self.afresh:
            yield FORGET, (self.call,)
        packed = packer.compress(self.part) if self.part else None
        if self.state != STARTED:
            yield END, (self.answer, self.state, packed, self.call)
            return
        if packed:
            yield PART, (self.call, self.number, packed)
        yield SAY, (self.answer, self.call)


@dataclass(frozen=True, slots=True)
class Cut:
    """A call whose end could not be kept: what the spool has of it ends as interrupted."""

    call: bytes
    size: int = 0
    counts: tuple[str, ...] = ("cut",)

    def statements(self, packer: zstandard.ZstdCompressor) -> Iterator[Statement]:
        yield "UPDATE call SET state='interrupted', done=1 WHERE id=? AND done=0", (self.call,)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A call that was forwarded, and of which nothing could be kept."""

    size: int = 0
    counts: tuple[str, ...] = ("received", "dropped")

    def statements(self, packer: zstandard.ZstdCompressor) -> Iterator[Statement]:
        yield from ()
