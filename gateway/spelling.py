"""Credentials that an upstream spells over several events of a stream: whole only where the answer is put together.

No event holds such a one, so no search in the stream's bytes finds it. No I/O.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.beginnings import Beginnings
from gateway.channels import Channels
from requestlog.wire.redact import LEAST_BYTES

MOST_KEPT_BYTES = 64 * 1024


class Spelling:
    """Listens to an event stream for secrets of at least 8 bytes, spelled over any number of its events.

    Most streams are passed over by quick searches in their bytes. Only where these find signs of a secret the events
    are parsed, from the first sign on.
    """

    def __init__(self, secrets: Sequence[bytes]) -> None:
        self._secrets = sorted({_text(secret) for secret in secrets if len(secret) >= LEAST_BYTES})
        self._beginnings = [Beginnings(secret) for secret in self._secrets]
        self._channels: Channels | None = None
        self._kept = b""
        self._searched = 0
        self._heard = False

    def hears(self, data: bytes) -> bool:
        """Whether a secret is spelled by the end of `data`, the stream's next text, cut anywhere."""
        if self._secrets and data and not self._heard:
            text = self._kept + data
            if self._channels is None and self._may_be_in(text):
                self._channels = Channels(max(map(len, self._secrets)))
            if self._channels is not None:
                self._heard = self._is_in(text, self._channels)
        return self._heard

    def _may_be_in(self, text: bytes) -> bool:
        """Keeps what a secret may have begun in, or the event that is not whole yet."""
        new = text[self._searched :]
        first = min(beginnings.first(new) for beginnings in self._beginnings)
        begun = self._searched > 0 or first < len(new)
        start = 0 if self._searched else _event_start(text, first)
        self._kept = text[start:]
        self._searched = _event_start(text, len(text)) - start if begun else 0
        return len(self._kept) > MOST_KEPT_BYTES or any(beginnings.goes_on for beginnings in self._beginnings)

    def _is_in(self, text: bytes, channels: Channels) -> bool:
        end = _event_start(text, len(text))
        self._kept = text[end:]
        texts = channels.hear(text[:end])
        if self._kept.rstrip().endswith(b"}"):  # the stream may end without ending its last event
            texts += channels.peek(self._kept)
        return any(secret in spelled for spelled in texts for secret in self._secrets)


def _text(secret: bytes) -> str:
    """A header's value as an answer would spell it."""
    try:
        return secret.decode()
    except UnicodeDecodeError:
        return secret.decode("latin-1")


def _event_start(text: bytes, before: int) -> int:
    """Where the last event starts that begins before that place."""
    start = text.rfind(b"\n\n", 0, before) + 2
    if b"\r" in text:
        start = max(start, text.rfind(b"\r\n\r\n", 0, before) + 4, text.rfind(b"\r\r", 0, before) + 2)
    return start if start > 3 else 0  # 1 and 3 say that there is none; before 3 is no event
