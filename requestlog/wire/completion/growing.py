"""JSON values that arrive in pieces. Pieces are joined once, at the end: long answers cost linear time."""

from __future__ import annotations

from typing import Any

# Strings that servers send whole, some of them again with every piece.
WHOLE = frozenset({"id", "name", "object", "role", "type"})


class Pieces(list[str]):
    """A string that grows."""


class Growing(dict[str, Any]):
    """A JSON object that grows by deltas: strings and arrays are continued, objects grow in turn."""

    def add(self, delta: dict[str, Any]) -> None:
        for key, piece in delta.items():
            old = self.get(key)
            if type(old) is Pieces and type(piece) is str:  # nearly all that ever comes
                old.append(piece)
            else:
                self[key] = _grown(key, old, piece)


class Calls(dict[Any, Growing]):
    """Tool calls by their index; by their id where a server sends no index; else a piece continues the last one."""

    def add(self, deltas: list[Any]) -> None:
        for delta in deltas:
            if isinstance(delta, dict):
                self._at(delta).add({key: value for key, value in delta.items() if key != "index"})

    def _at(self, delta: dict[str, Any]) -> Growing:
        index, id = delta.get("index"), delta.get("id")
        key = index if isinstance(index, int) else id if isinstance(id, str) and id else next(reversed(self), 0)
        return self.setdefault(key, Growing())


def _grown(key: str, old: object, piece: object) -> object:
    if piece is None:
        return old
    if isinstance(piece, str):
        return _longer(key, old, piece)
    if isinstance(piece, dict):
        grown = old if isinstance(old, Growing) else Growing()
        grown.add(piece)
        return grown
    if isinstance(piece, list):
        return _extended(key, old, piece)
    return piece


def _longer(key: str, old: object, piece: str) -> object:
    if key in WHOLE:
        return old or piece
    pieces = old if isinstance(old, Pieces) else Pieces()
    pieces.append(piece)
    return pieces


def _extended(key: str, old: object, piece: list[Any]) -> object:
    if key == "tool_calls":
        calls = old if isinstance(old, Calls) else Calls()
        calls.add(piece)
        return calls
    items = old if isinstance(old, list) and not isinstance(old, Pieces) else []
    items.extend(piece)
    return items


def whole(value: Any) -> Any:
    """`value` with everything that grew put together."""
    if isinstance(value, Pieces):
        return "".join(value)
    if isinstance(value, Growing):
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, Calls):
        return [whole(call) for call in value.values()]
    return value
