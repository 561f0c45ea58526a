"""What an answer gives away while it passes: the ids by which a vote may name it, and its first token. No I/O."""

from __future__ import annotations

from typing import Any, Protocol

from requestlog.wire.fields import ids_in
from requestlog.wire.jsons import dict_of, dicts_of, loads
from requestlog.wire.sse import Event, Parser

EVENT_STREAM = "text/event-stream"
ID = b'"id"'


class Listener(Protocol):
    """Fed with the answer's text; says which ids are new."""

    spoken: bool

    def hear(self, data: bytes) -> list[str]:
        """The ids that `data` lets the client know of, each once."""

    def end(self) -> list[str]:
        """The ids that only the end of the answer lets it know of."""


class StreamListener:
    """Listens to an event stream; once the answer has begun it parses only events that may hold a new id."""

    def __init__(self) -> None:
        self.spoken = False
        self._parser = Parser()
        self._unfinished = b""
        self._has_returns = False
        self._known: dict[str, tuple[bytes, bytes]] = {}

    def hear(self, data: bytes) -> list[str]:
        events = self._finished(data)
        if self.spoken and not self._has_returns and events.count(ID) == self._known_in(events):
            return []
        return [id for event in self._parser.feed(events) for id in self._new_in(event)]

    def end(self) -> list[str]:
        events = self._parser.feed(self._unfinished) + self._parser.flush()
        return [id for event in events for id in self._new_in(event)]

    def _finished(self, data: bytes) -> bytes:
        """What is to be heard now: whole events, or, where lines end otherwise than usual, whatever there is."""
        self._has_returns = self._has_returns or b"\r" in data
        data = self._unfinished + data
        if self._has_returns:
            self._unfinished = b""
            return data
        events, end, self._unfinished = data.rpartition(b"\n\n")
        return events + end

    def _known_in(self, events: bytes) -> int:
        """How often an id stands in `events` that is known already."""
        return sum(events.count(spelt) for spellings in self._known.values() for spelt in spellings)

    def _new_in(self, event: Event) -> list[str]:
        payload = loads(event.data)
        self.spoken = self.spoken or bears_content(payload)
        new = [id for id in ids_in(payload) if id not in self._known]
        self._known.update((id, spellings(id)) for id in new)
        return new


def spellings(id: str) -> tuple[bytes, bytes]:
    """An id as a field of an event, as servers write it; one that is written otherwise is parsed each time."""
    value = id.encode("utf-8", "replace")
    return b'"id":"%s"' % value, b'"id": "%s"' % value


class BodyListener:
    """Listens to a JSON body, whose ids can be known only when it is whole."""

    spoken = False

    def __init__(self) -> None:
        self._body: list[bytes] = []

    def hear(self, data: bytes) -> list[str]:
        self._body.append(data)
        return []

    def end(self) -> list[str]:
        body = b"".join(self._body)
        return list(ids_in(loads(body))) if ID in body else []


class Deaf:
    """For what is neither."""

    spoken = False

    def hear(self, data: bytes) -> list[str]:
        return []

    def end(self) -> list[str]:
        return []


def listener_for(media_type: str) -> Listener:
    if media_type == EVENT_STREAM:
        return StreamListener()
    return BodyListener() if media_type.endswith("json") else Deaf()


def bears_content(payload: Any) -> bool:
    """Whether an event carries a part of the answer itself: text, a tool call, a refusal, audio."""
    event = dict_of(payload)
    if str(event.get("type", "")).endswith(".delta") or event.get("type") == "content_block_delta":
        return True
    return any(
        choice.get("text") or any(value for name, value in dict_of(choice.get("delta")).items() if name != "role")
        for choice in dicts_of(event.get("choices"))
    )
