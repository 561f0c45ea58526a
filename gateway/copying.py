"""A body's copy: without content encoding and credentials, no longer than is kept. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from gateway.headers import media_type
from requestlog.wire.encoding import decoder
from requestlog.wire.redact import Scrubber

TEXT_TYPES = frozenset({"application/x-www-form-urlencoded", "application/x-ndjson", "application/jsonl", ""})


class Copy:
    """Takes a body piece by piece, at most `most` bytes of text; of what is no text it keeps type and size alone."""

    def __init__(self, content_type: str, encoding: str, secrets: Sequence[bytes], most: int) -> None:
        self.media_type = media_type(content_type)
        self.truncated = False
        self._received = 0
        self._room = most
        self._scrubber = Scrubber(secrets)
        self._decoder = decoder(encoding, most + 1) if encoding else None
        self._is_text = is_text(self.media_type) and (self._decoder is not None or not encoding)

    def plain(self, data: bytes) -> bytes:
        """The next text in `data`, the body's next bytes as sent; b"" beyond the limit."""
        self._received += len(data)
        if not self._is_text or self.truncated:
            return b""
        text = self._decoder.feed(data) if self._decoder else data
        if len(text) > self._room:
            text, self.truncated = text[: self._room], True
        self._room -= len(text)
        return text

    def hide(self, secrets: Sequence[bytes]) -> None:
        """From now on, these instead are the credentials."""
        self._scrubber = Scrubber(secrets)

    def scrubbed(self, text: bytes) -> bytes:
        """`text` without credentials; its tail may come with a later call."""
        return self._scrubber.feed(text)

    def end(self) -> bytes:
        """What is still to be kept."""
        if self._is_text:
            return self._scrubber.flush()
        return orjson.dumps({"content_type": self.media_type, "bytes": self._received}) if self._received else b""


def is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith("json") or media_type in TEXT_TYPES
