"""One client on loopback, without asyncio: what it costs is taken from the servers' two cores."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence

QUESTION = "Explain what a write-ahead log is for and when it is flushed to disk."
SYSTEM = "You are a helpful assistant that answers in one short paragraph."
KEY = "sk-bench-0123456789abcdef"
PATIENCE_SECONDS = 60.0
END = b"0\r\n\r\n"
STAMP = b"sent@"


class CallFailed(Exception):  # noqa: N818
    """A call that was not answered as it should have been."""


def question(port: int, *, stream: bool = False, model: str = "bench", headers: Sequence[str] = ()) -> bytes:
    """A chat call, ready to be sent."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    body = json.dumps({"model": model, "messages": messages, "stream": stream}).encode()
    named = ("Content-Type: application/json", f"Content-Length: {len(body)}", *headers)
    return head("POST /v1/chat/completions", port, *named) + body


def head(target: str, port: int, *headers: str) -> bytes:
    lines = [f"{target} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {KEY}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class Client:
    """One connection, one call at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)

    def ask(self, request: bytes, began: float) -> None:
        self.began, self.first, self.behind, self.bytes = began, 0.0, -1.0, 0
        self.head, self.tail, self.left = b"", b"", 0
        self.socket.send(request)

    def read(self) -> bool:
        """Takes what has come; whether the answer is complete."""
        try:
            data = self.socket.recv(262_144)
        except ConnectionError:
            data = b""
        if not data:
            raise CallFailed(f"The connection was closed after {self.head!r} and {self.bytes} bytes")
        if not self.first:
            data = self.read_head(data)
            if not data:
                return False
        return self.read_body(data)

    def read_head(self, data: bytes) -> bytes:
        """The body's first bytes, once the head is complete."""
        self.head += data
        head, _, body = self.head.partition(b"\r\n\r\n")
        if not body:
            return b""
        if not head.startswith(b"HTTP/1.1 200"):
            raise CallFailed(f"Answered {self.head[:500]!r}")
        at = head.lower().find(b"\r\ncontent-length:")
        self.chunked = at < 0
        self.left = 0 if self.chunked else int(head[at + 17 :].split(b"\r\n", 1)[0])
        self.streamed = b"event-stream" in head
        self.first = time.monotonic()
        return body

    def read_body(self, data: bytes) -> bool:
        self.bytes += len(data)
        if self.streamed and self.behind < 0 and (at := data.find(STAMP)) >= 0:
            self.behind = time.monotonic() - int(data[at + 5 : at + 24]) / 1e9
        if not self.chunked:
            self.left -= len(data)
            return self.left == 0
        self.tail = data[-40:] if len(data) >= 40 else (self.tail + data)[-40:]
        if not self.tail.endswith(END):
            return False
        if self.streamed and b"[DONE]" not in self.tail:
            raise CallFailed(f"A stream ended too early, with {self.tail!r}")
        return True
