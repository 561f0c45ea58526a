"""Event streams (`text/event-stream`), parsed as their bytes arrive, after the WHATWG's rules."""

from __future__ import annotations

from typing import NamedTuple

BOM = b"\xef\xbb\xbf"
# Around what nearly every event of a model's stream consists of
DATA, END = b"data: ", b"\n\n"


class Event(NamedTuple):
    """One event; `id` is the last id that the stream has given so far."""

    name: str
    data: bytes
    id: str


class Parser:
    """Gives the same events for the same bytes, however they are split."""

    def __init__(self) -> None:
        self._begun = False
        self._after_return = False
        self._block: list[bytes] = []
        self._id = ""

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data`, the next bytes of the stream, completes."""
        if self._after_return or b"\r" in data:
            data = self._with_newlines(data)
        self._block.append(data)
        if b"\n" not in data:
            return []
        *blocks, rest = b"".join(self._block).split(b"\n\n")
        self._block = [rest]
        return self._events(blocks)

    def flush(self) -> list[Event]:
        """The event that the end of the stream cut off, if any: browsers drop it, a log wants it."""
        block, self._block = b"".join(self._block), []
        return self._events([block])

    def _with_newlines(self, data: bytes) -> bytes:
        """`data` with every line end a newline; a "\\r\\n" that two feeds share counts once."""
        if self._after_return and data:
            data = data.removeprefix(b"\n")
            self._after_return = False
        self._after_return = self._after_return or data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _events(self, blocks: list[bytes]) -> list[Event]:
        if blocks and not self._begun:
            self._begun = True
            blocks[0] = blocks[0].removeprefix(BOM)
        return [event for block in blocks if (event := self._event(block))]

    def _event(self, block: bytes) -> Event | None:
        """The event of one block of lines; None for a block without data."""
        # Nearly every event of a model's stream is this one line.
        if block[:6] == b"data: " and b"\n" not in block:
            return Event("message", block[6:], self._id)
        name, data = "", []
        for line in block.split(b"\n"):
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if field == b"data":
                data.append(value)
            elif field == b"event":
                name = value.decode("utf-8", "replace")
            elif field == b"id" and b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
        return Event(name or "message", b"\n".join(data), self._id) if data else None


def events_of(stream: bytes) -> list[Event]:
    """Every event of a whole stream."""
    parser = Parser()
    return parser.feed(stream) + parser.flush()


def data_of(stream: bytes) -> list[bytes]:
    """The data of every event of a whole stream."""
    if stream.startswith(DATA) and stream.endswith(END) and b"\r" not in stream:
        texts = stream[len(DATA) : -len(END)].split(END + DATA)
        if stream.count(b"\n") == len(texts) * len(END):
            return texts
    return [event.data for event in events_of(stream)]
