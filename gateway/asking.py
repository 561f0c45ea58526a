"""Usage on streams where the client did not ask for it: asked for on the way there, taken out on the way back. No I/O.

The request stays as it is but for `stream_options`; the answer but for the one chunk that this adds.
"""

from __future__ import annotations

import re
from typing import Any

from gateway.stream_options import ASKED, OPTIONS, USAGE, merged
from requestlog.wire.jsons import dict_of, loads

EMPTY_CHOICES = re.compile(rb'"choices"\s*:\s*\[\s*\]')
END_OF_EVENT = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")
USUAL_ENDS = (b"\n\n", b"\r\n\r\n")
LINE_ENDS = b"\r\n"
MOST_HELD_BYTES = 16 * 1024
# What a chunk says besides its choices; a chunk that says more has news, and passes.
FACTS = frozenset(
    {
        "choices",
        "created",
        "id",
        "model",
        "obfuscation",
        "object",
        "provider",
        "service_tier",
        "system_fingerprint",
        "timings",
        "usage",
    }
)


def with_usage(body: bytes) -> bytes | None:
    """The body of a request with `stream_options.include_usage`; None where that is there, or nothing streams."""
    if b'"stream"' not in body:
        return None
    asked = dict_of(loads(body))
    if asked.get("stream") is not True or dict_of(asked.get(OPTIONS)).get(USAGE) is True:
        return None
    if OPTIONS in asked:
        return merged(body)
    space, _, fields = body.partition(b"{")
    return b'%s{"stream_options":%s,%s' % (space, ASKED.encode(), fields) if not space.strip() else None


class UsageFilter:
    """Passes an event stream on as it is, in whole events, but for the chunk that tells nothing but usage."""

    def __init__(self) -> None:
        self._held = b""
        self._found = self._skips_newline = False
        self._within_long = False

    def feed(self, data: bytes) -> bytes:
        """The bytes that may go on, now that `data` is here."""
        if self._found:
            return self._rest(data)
        data = self._held + data if self._held else data
        end = len(data) if data.endswith(USUAL_ENDS) else _end_of_events(data)
        whole, self._held = data[:end], data[end:]
        if EMPTY_CHOICES.search(whole):
            whole = self._without_usage(whole)
        self._within_long = self._within_long and not end
        return whole + self._overlong() if self._held else whole

    def flush(self) -> bytes:
        """What is left: call it at the end."""
        left, self._held = self._held, b""
        return left

    def _rest(self, data: bytes) -> bytes:
        if self._skips_newline and data:
            self._skips_newline = False
            return data.removeprefix(b"\n")
        return data

    def _without_usage(self, whole: bytes) -> bytes:
        start = 0
        for match in END_OF_EVENT.finditer(whole):
            event, begins = whole[start : match.end()], start
            start = match.end()
            if not (self._within_long and not begins) and (left := _left_of_usage(event)) is not None:
                self._found = True
                after = whole[start:] + self.flush()
                # A newline that comes only now is the second half of this event's last line end.
                self._skips_newline = event.endswith(b"\r") and not after
                return whole[:begins] + left + after
        return whole

    def _overlong(self) -> bytes:
        """What is held, where that is too long for a chunk of usage, but for line ends that may end the event."""
        if not self._within_long and len(self._held.strip(LINE_ENDS)) <= MOST_HELD_BYTES:
            return b""
        passed = self._held.rstrip(LINE_ENDS)
        self._within_long, self._held = True, self._held[len(passed) :]
        return passed


def _end_of_events(data: bytes) -> int:
    end = 0
    for match in END_OF_EVENT.finditer(data):
        end = match.end()
    return end


def _left_of_usage(event: bytes) -> bytes | None:
    """What stays of an event that tells nothing but usage: comments; None for other events."""
    *lines, _ = event.splitlines(keepends=True)
    data = [line for line in lines if line.startswith(b"data:")]
    left = [line for line in lines if not line.startswith(b"data:")]
    if any(line[:1] not in b":\r\n" for line in left) or len(event.strip(LINE_ENDS)) > MOST_HELD_BYTES:
        return None
    chunk: dict[str, Any] = dict_of(loads(b"".join(line[5:] for line in data)))
    says_usage = chunk.get("choices") == [] and isinstance(chunk.get("usage"), dict)
    return b"".join(left) if says_usage and chunk.keys() <= FACTS else None
