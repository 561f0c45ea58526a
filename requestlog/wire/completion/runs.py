"""Chunks of a chat that differ in nothing but the piece of text that they bring: all of a run are read as one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
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

    def pieces_of(self, texts: Sequence[bytes], start: int) -> list[bytes]:
        """The pieces, still as JSON, of the chunks of this kind that come on end from the place `start`."""
        before, closing, pieces = self.before, self.after or self.between, []
        first, last = len(before), -len(closing)
        for text in islice(texts, start, None):
            if not (text.startswith(before) and text.endswith(closing)):
                break
            piece = text[first:last]
            if self.after:
                piece, _, padding = piece.partition(self.between)
                if not padding.isalnum():
                    break
            if QUOTE in piece:
                break
            pieces.append(piece)
        return pieces

    def with_piece(self, piece: str) -> dict[str, Any]:
        """The chunk that brings `piece`."""
        choice = self.value["choices"][0]
        return {**self.value, "choices": [{**choice, "delta": {**choice["delta"], self.key: piece}}]}


def chunks_of(texts: Sequence[bytes]) -> list[Any]:
    """The JSON value of each text, as `loads` reads it; of a run of chunks one that brings all of their pieces."""
    values: list[Any] = []
    place = lone = 0
    while place < len(texts):
        kind = kind_of(*texts[place : place + 2]) if lone < MOST_LONE else None
        pieces = kind.pieces_of(texts, place) if kind else []
        value = _joined(kind, pieces) if kind and len(pieces) > 1 else None
        end = place + max(len(pieces), 1)
        values += [value] if value else [loads(text) for text in texts[place:end]]
        lone = 0 if len(pieces) > 1 else lone + 1
        place = end
    return values


def _joined(kind: Kind, pieces: Sequence[bytes]) -> dict[str, Any] | None:
    """The chunk that brings all of the pieces; None where one of them is no JSON."""
    try:
        texts: list[str] = orjson.loads(b'["' + b'","'.join(pieces) + b'"]')
    except orjson.JSONDecodeError:
        return None
    return kind.with_piece("".join(texts))


def kind_of(text: bytes, following: bytes = b"") -> Kind | None:
    """The kind of the chunk `text`; None where it has a choice that brings more than one piece of text, or none, and
    where the chunk `following` it is of another kind."""
    found = PIECE.search(text)
    if found is None or not following.startswith(text[: found.end()]):
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
