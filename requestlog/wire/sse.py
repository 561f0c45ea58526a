"""Event streams (`text/event-stream`), parsed as their bytes arrive, after the WHATWG's rules."""

from __future__ import annotations

from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `id` is the last id that the stream has given so far."""

    name: str
    data: bytes
    id: str


class Parser:
    """Gives the same events for the same bytes, however they are split."""

    def __init__(self) -> None:
        self._begun = False
        self._after_return = False
        self._line: list[bytes] = []
        self._data: list[bytes] = []
        self._name = self._id = ""

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data`, the next bytes of the stream, completes."""
        if self._after_return or b"\r" in data:
            data = self._with_newlines(data)
        if b"\n" not in data:
            self._line.append(data)
            return []
        lines = b"".join([*self._line, data]).split(b"\n")
        self._line = [lines.pop()]
        return self._events(lines)

    def flush(self) -> list[Event]:
        """The event that the end of the stream cut off, if any: browsers drop it, a log wants it."""
        line, self._line = b"".join(self._line), []
        return self._events([line, b""])

    def _with_newlines(self, data: bytes) -> bytes:
        """`data` with every line end a newline; a "\\r\\n" that two feeds share counts once."""
        if self._after_return and data:
            data = data.removeprefix(b"\n")
            self._after_return = False
        self._after_return = self._after_return or data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _events(self, lines: list[bytes]) -> list[Event]:
        if not self._begun:
            self._begun = True
            lines[0] = lines[0].removeprefix(BOM)
        events = []
        for line in lines:
            if line[:6] == b"data: ":
                self._data.append(line[6:])
            elif line:
                self._take(line)
            elif event := self._event():
                events.append(event)
        return events

    def _event(self) -> Event | None:
        event = Event(self._name or "message", b"\n".join(self._data), self._id) if self._data else None
        self._data, self._name = [], ""
        return event

    def _take(self, line: bytes) -> None:
        """Takes a line "field: value"; a comment has an empty field, an unknown field is ignored."""
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
        elif field == b"id" and b"\0" not in value:
            self._id = value.decode("utf-8", "replace")


def events_of(stream: bytes) -> list[Event]:
    """Every event of a whole stream."""
    parser = Parser()
    return parser.feed(stream) + parser.flush()
