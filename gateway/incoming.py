"""The client's side of a call: what it asks for, read with the limits that hold for all."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from gateway.errors import (
    body_too_large,
    credential_in_url,
    header_doubled,
    path_not_valid,
    websockets_not_supported,
)
from gateway.headers import Header, Named, doubled, first, key_in
from gateway.presence import ClientGone, Receive

PREFIX = b"/v1"
DOTS = re.compile(rb"[/\\]\.{1,2}(?:[/\\;]|$)")
DRAIN_SECONDS = 10


def checked_path(scope: dict[str, Any]) -> str:
    """What follows /v1 in the path, as the client wrote it. Raises `GatewayError` for one that climbs."""
    path: bytes = scope["raw_path"]
    if not path.startswith(PREFIX + b"/") or not path.isascii() or DOTS.search(unquote_to_bytes(path)):
        raise path_not_valid()
    return path[len(PREFIX) :].decode("ascii")


def check_headers(headers: list[Header], named: Named, query: bytes) -> None:
    """Raises `GatewayError` for a WebSocket, for a key that comes twice and for one in the URL."""
    if first(named, b"upgrade").lower() == "websocket":
        raise websockets_not_supported()
    if name := doubled(headers, named):
        raise header_doubled(name)
    if name := key_in(query):
        raise credential_in_url(name)


def endpoint_of(method: str, path: str) -> str:
    """What the log calls it: "chat/completions", and "GET models" where the method is not the usual one."""
    name = path.removeprefix("/")
    return name if method == "POST" else f"{method} {name}"


def is_preflight(method: str, headers: Named) -> bool:
    """Whether this is a browser's own question before a call: it carries no key, and is no call."""
    return method == "OPTIONS" and bool(first(headers, b"access-control-request-method"))


async def read_body(receive: Receive, headers: Named, most: int) -> bytes:
    """The whole body. Raises `GatewayError` for one above `most` bytes, `ClientGone` for one that breaks off."""
    declared = first(headers, b"content-length")
    if declared.isdecimal() and int(declared) > most:
        raise body_too_large(most)
    parts: list[bytes] = []
    room, more = most, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        parts.append(message.get("body", b""))
        room -= len(parts[-1])
        if room < 0:
            raise body_too_large(most)
        more = message.get("more_body", False)
    return b"".join(parts)


async def drain(receive: Receive) -> None:
    """Takes the rest of a body that was refused: many clients look for an answer only when they have sent it all."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while (await receive()).get("more_body", False):
                pass
