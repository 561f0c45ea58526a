"""Chunks of a chat that differ in nothing but the piece of text that they bring: all of a run are read as one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from requestlog.wire.completion.growing import WHOLE
from requestlog.wire.jsons import dict_of, list_of, loads

PIECE = re.compile(rb'"(?:reasoning_)?content": ?"')
PADDING = re.compile(rb'"obfuscation": ?"')
QUOTE = b'"'
# Stands for a piece where a chunk is tried out; nobody who writes chunks knows it
MARK = secrets.token_hex()
MOST_LONE = 3  # chunks without a second one of their kind, after which there are probably no runs


@dataclass(frozen=True, slots=True)
class Kind:
    """What the chunks of a run have in common: their text before the piece, up to the padding and after it, their
    value, and under which key of its delta the piece is."""

    before: bytes
    between: bytes
    after: bytes
    value: dict[str, Any]
    key: str

    def piece_of(self, text: bytes) -> bytes | None:
        """The piece of a chunk of this kind, still as JSON; None for any other text."""
        start, end = len(self.before), text.find(QUOTE, len(self.before))
        rest = text[end:]
        if not text.startswith(self.before):
            return None
        if self.after:
            padding = rest[len(self.between) : len(rest) - len(self.after)]
            alike = padding.isalnum() and rest.startswith(self.between) and rest.endswith(self.after)
        else:
            alike = rest == self.between
        return text[start:end] if alike else None

    def with_piece(self, piece: str) -> dict[str, Any]:
        """The chunk that brings `piece`."""
        choice = self.value["choices"][0]
        return {**self.value, "choices": [{**choice, "delta": {**choice["delta"], self.key: piece}}]}


class Run:
    """Chunks of one kind, or one text of none, on their way to be read."""

    def __init__(self, text: bytes, kind: Kind | None) -> None:
        self._kind = kind
        self.texts = [text]
        self._pieces = [kind.piece_of(text) if kind else None]

    def goes_on_with(self, text: bytes) -> bool:
        """Takes `text`, where it is of the same kind."""
        piece = self._kind.piece_of(text) if self._kind else None
        if piece is None:
            return False
        self.texts.append(text)
        self._pieces.append(piece)
        return True

    def read(self) -> list[Any]:
        """One value, or where that cannot be those of the texts."""
        if self._kind is None or len(self.texts) == 1:
            return [loads(text) for text in self.texts]
        try:
            pieces: list[str] = orjson.loads(b'["' + b'","'.join(filter(None, self._pieces)) + b'"]')
        except orjson.JSONDecodeError:
            return [loads(text) for text in self.texts]
        return [self._kind.with_piece("".join(pieces))]


def chunks_of(texts: Sequence[bytes]) -> list[Any]:
    """The JSON value of each text, as `loads` reads it; of a run of chunks one that brings all of their pieces."""
    values: list[Any] = []
    run: Run | None = None
    lone = 0
    for text in texts:
        if run is not None:
            if run.goes_on_with(text):
                continue
            values += run.read()
            lone = lone + 1 if len(run.texts) == 1 else 0
        run = Run(text, kind_of(text) if lone < MOST_LONE else None)
    return values + run.read() if run else values


def kind_of(text: bytes) -> Kind | None:
    """The kind of the chunk `text`; None where it has a choice that brings more than one piece of text, or none."""
    found = PIECE.search(text)
    if found is None:
        return None
    before, rest = text[: found.end()], text[text.find(QUOTE, found.end()) :]
    padded = PADDING.search(rest)
    between = rest[: padded.end()] if padded else rest
    after = rest[rest.find(QUOTE, padded.end()) :] if padded else b""
    mark = MARK.encode()
    value = dict_of(loads(before + mark + between + (mark + after if after else b"")))
    key = _key_of(value)
    return Kind(before, between, after, value, key) if key and (not after or value.get("obfuscation") == MARK) else None


def _key_of(chunk: dict[str, Any]) -> str:
    """Under which key the only choice's delta has the mark; "" where chunks must be looked at one by one: something
    else in it grows as well."""
    choices = list_of(chunk.get("choices"))
    choice = dict_of(choices[0]) if len(choices) == 1 else {}
    delta = dict_of(choice.get("delta"))
    growing = [
        key for key, value in delta.items() if value is not None and not (key in WHOLE and isinstance(value, str))
    ]
    if len(growing) != 1 or delta[growing[0]] != MARK or choice.get("text") or choice.get("logprobs"):
        return ""
    return growing[0]
