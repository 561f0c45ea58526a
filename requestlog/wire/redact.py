"""Keeps credentials out of what is stored: headers by exact name, values by exact occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from requestlog.wire.jsons import dict_of, loads, text_of

HEADERS = frozenset(
    {
        "api-key",
        "authorization",
        "cf-aig-authorization",
        "cookie",
        "helicone-auth",
        "ocp-apim-subscription-key",
        "proxy-authorization",
        "set-cookie",
        "x-amz-security-token",
        "x-api-key",
        "x-goog-api-key",
        "x-gptboost-key",
        "x-portkey-api-key",
    }
)
# What some servers take as a key in the body
FIELDS = ("api_key", "apikey", "api-key")
LEAST_BYTES = 8
REDACTED = b"[redacted]"


def secrets_in(body: bytes) -> list[bytes]:
    """The credentials among the fields of a JSON object; nested ones are prose."""
    if not any(name.encode() in body for name in FIELDS):
        return []
    fields = dict_of(loads(body))
    return [text_of(fields[name]).encode("utf-8", "replace") for name in FIELDS if text_of(fields.get(name))]


class Scrubber:
    """Replaces secrets of at least 8 bytes in bytes that arrive split anywhere."""

    def __init__(self, secrets: Iterable[bytes]) -> None:
        # Longest first: of two secrets that start alike the longer one is meant.
        self._secrets = [secret for secret in secrets if len(secret) >= LEAST_BYTES]
        if len(self._secrets) > 1:
            self._secrets.sort(key=len, reverse=True)
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What is certain of all bytes so far; an end that may be the start of a secret is held back."""
        if not self._secrets:
            return data
        return self._scrubbed(self._held + data, last=False)

    def flush(self) -> bytes:
        """What was held back: call it at the end."""
        return self._scrubbed(self._held, last=True) if self._held else b""

    def _scrubbed(self, data: bytes, last: bool) -> bytes:
        if not self._has_secret(data):
            held = len(data) if last else self._start_of_secret(data, 0)
            self._held = data[held:]
            return data[:held]
        return self._replaced(data, last)

    def _has_secret(self, data: bytes) -> bool:
        for secret in self._secrets:  # noqa: SIM110  (a generator costs more than the search)
            if secret in data:
                return True
        return False

    def _replaced(self, data: bytes, last: bool) -> bytes:
        pattern = re.compile(b"|".join(map(re.escape, self._secrets)))
        pieces, done = [], 0
        while True:
            held = len(data) if last else self._start_of_secret(data, done)
            match = pattern.search(data, done)
            if not match or match.start() >= held:
                break
            pieces += [data[done : match.start()], REDACTED]
            done = match.end()
        self._held = data[held:]
        return b"".join([*pieces, data[done:held]])

    def _start_of_secret(self, data: bytes, done: int) -> int:
        """Where, from `done` on, an unfinished secret starts; the length of `data` if nowhere."""
        return min((_start_of(secret, data, done) for secret in self._secrets), default=len(data))


def _start_of(secret: bytes, data: bytes, done: int) -> int:
    at = data.find(secret[:1], max(done, len(data) - len(secret) + 1))
    while at >= 0 and not secret.startswith(data[at:]):
        at = data.find(secret[:1], at + 1)
    return at if at >= 0 else len(data)
