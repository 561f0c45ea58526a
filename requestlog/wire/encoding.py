"""Undoes `Content-Encoding` as bytes arrive, for the copy that is kept; never gives more than it is told to."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

MOST_ENCODINGS = 4
MOST_OVERHEAD = 64 * 2**10
GZIP_BEGINS = 0x1F
GZIP_WINDOW = 16 + zlib.MAX_WBITS
# What a sender may use in HTTP (RFC 9659); more would let it choose how much memory we take.
ZSTD_WINDOW = 8 * 2**20


class NoRoomError(Exception):
    """A stage has given all that it may."""


class Stage(Protocol):
    """One encoding; raises one of `BROKEN` for bytes that are not of it."""

    def feed(self, data: bytes, room: int) -> bytes:
        """The next decoded bytes, at most `room`; once there is no more room, what is left is dropped."""


class Identity:
    def feed(self, data: bytes, room: int) -> bytes:
        return data[:room]


class Gzip:
    """One gzip member after another, as the format allows; other bytes after a member are padding."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP_WINDOW)

    def feed(self, data: bytes, room: int) -> bytes:
        decoded = b""
        while data and len(decoded) < room:
            if self._member.eof:
                if data[0] != GZIP_BEGINS:
                    break
                self._member = zlib.decompressobj(GZIP_WINDOW)
            decoded += self._member.decompress(data, room - len(decoded))
            data = self._member.unused_data
        return decoded


class Deflate:
    """zlib's format, as the standard says, or raw deflate, as some servers send."""

    def __init__(self) -> None:
        self._head = b""
        self._body: zlib._Decompress | None = None

    def feed(self, data: bytes, room: int) -> bytes:
        if self._body is None:
            self._head += data
            if len(self._head) < 2:
                return b""
            data, self._body = self._head, zlib.decompressobj(_window_of(self._head))
        return b"" if self._body.eof else self._body.decompress(data, room)


def _window_of(head: bytes) -> int:
    is_zlib = head[0] & 0x0F == zlib.DEFLATED and (head[0] << 8 | head[1]) % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS


class Brotli:
    def __init__(self) -> None:
        self._body = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        # The limit is where the library stops growing its buffer, not the most that it gives.
        decoded: bytes = self._body.process(data, output_buffer_limit=room)
        while len(decoded) < room and not self._body.can_accept_more_data():
            decoded += self._body.process(b"", output_buffer_limit=room - len(decoded))
        return decoded[:room]


class Zstandard:
    """The library has no limit on what it gives, so its output goes to a writer that stops it."""

    def __init__(self) -> None:
        self._decoded: list[bytes] = []
        self._room = 0
        self._body = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_writer(self)  # type: ignore[arg-type]

    def feed(self, data: bytes, room: int) -> bytes:
        self._decoded, self._room = [], room
        with suppress(NoRoomError):
            self._body.write(data)
        return b"".join(self._decoded)[:room]

    def write(self, data: bytes) -> int:
        """What the library calls with each piece that it has decoded."""
        if self._room <= 0:
            raise NoRoomError
        self._decoded.append(bytes(data))
        self._room -= len(data)
        return len(data)


BROKEN = (zlib.error, brotli.error, zstandard.ZstdError)
STAGES: dict[str, Callable[[], Stage]] = {
    "": Identity,
    "identity": Identity,
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstandard,
}


class Decoder:
    """Encodings undone one after another; gives `most` bytes in all, then nothing. Bytes that are broken end it."""

    def __init__(self, stages: Sequence[Stage], most: int) -> None:
        self._stages = stages
        # What an encoding takes of its own may make the bytes between two stages more than those at the end.
        self._rooms = [most + MOST_OVERHEAD] * (len(stages) - 1) + [most]
        self.failed = False

    def feed(self, data: bytes) -> bytes:
        """The decoded bytes that `data` brings."""
        for place, stage in enumerate(self._stages):
            if self.failed or not data or not self._rooms[place]:
                return b""
            data = self._fed(stage, data, self._rooms[place])
            self._rooms[place] -= len(data)
        return data

    def flush(self) -> bytes:
        """Nothing is held back; ends the decoding."""
        self._rooms = [0] * len(self._rooms)
        return b""

    def _fed(self, stage: Stage, data: bytes, room: int) -> bytes:
        try:
            return stage.feed(data, room)
        except BROKEN:
            self.failed = True
            return b""


def decoder(encoding: str, most: int) -> Decoder | None:
    """What undoes `encoding`, the value of a Content-Encoding header, up to `most` bytes; None for one unknown."""
    names = [name.strip().lower() for name in encoding.split(",")]
    if len(names) > MOST_ENCODINGS or not STAGES.keys() >= set(names):
        return None
    return Decoder([STAGES[name]() for name in reversed(names)], most)
