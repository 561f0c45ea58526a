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
    """Listens to an event stream; parses an event only where it may say something new."""

    def __init__(self) -> None:
        self.spoken = False
        self._parser = Parser()
        self._known: dict[str, bytes] = {}

    def hear(self, data: bytes) -> list[str]:
        return [id for event in self._parser.feed(data) for id in self._new_in(event)]

    def end(self) -> list[str]:
        return [id for event in self._parser.flush() for id in self._new_in(event)]

    def _new_in(self, event: Event) -> list[str]:
        if self.spoken and (ID not in event.data or any(known in event.data for known in self._known.values())):
            return []
        payload = loads(event.data)
        self.spoken = self.spoken or bears_content(payload)
        new = [id for id in ids_in(payload) if id not in self._known]
        self._known.update((id, b'"%s"' % id.encode("utf-8", "replace")) for id in new)
        return new


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
