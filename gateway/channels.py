"""What the events of a stream spell: their strings, each continued by the one at the same place of a later event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from requestlog.wire.jsons import loads
from requestlog.wire.sse import events_of

# By these a text is told from another one that grows beside it, whatever it is wrapped in.
INDICES = ("index", "output_index", "content_index", "summary_index")
# Strings that are sent whole, and never put together.
WHOLE = frozenset({"finish_reason", "id", "item_id", "model", "name", "object", "obfuscation", "role", "type"})

Place = tuple[object, ...]


class Channels:
    """The ends of all texts that a stream has spelled so far, each of at most `most` characters."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ends: dict[Place, str] = {}

    def hear(self, events: bytes) -> list[str]:
        """The texts that the next whole events continue: what is kept of them, and what comes."""
        texts = self._continued(events)
        self._ends |= {place: text[-self._most :] for place, text in texts.items()}
        return list(texts.values())

    def peek(self, events: bytes) -> list[str]:
        """The same, without taking note: for an event that may not be whole yet."""
        return list(self._continued(events).values())

    def _continued(self, events: bytes) -> dict[Place, str]:
        pieces: dict[Place, list[str]] = {}
        for event in events_of(events):
            payload = loads(event.data)
            if isinstance(payload, dict):
                for place, piece in _strings(payload):
                    pieces.setdefault(place, []).append(piece)
        return {place: self._ends.get(place, "") + "".join(texts) for place, texts in pieces.items()}


def _strings(payload: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """The strings of an event and their places: indices on the way, then the name; of typed events also the type."""
    kind = payload.get("type")
    left: list[tuple[Place, Any]] = [((), payload)]
    while left:
        place, value = left.pop()
        if isinstance(value, dict):
            place += _indices(value)
            for name, item in value.items():
                if not isinstance(item, str):
                    left.append((place, item))
                elif name not in WHOLE:
                    yield (*place, name, str(kind) if value is payload else ""), item
        elif isinstance(value, list):
            left += [(place if _indices(item) else (*place, at), item) for at, item in enumerate(value)]


def _indices(value: object) -> Place:
    if not isinstance(value, dict):
        return ()
    return tuple([value[name] for name in INDICES if type(value.get(name)) is int])
