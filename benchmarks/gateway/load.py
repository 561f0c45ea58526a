"""Clients on loopback, in one loop without asyncio: what they cost is taken from the servers' two cores. Linux."""

from __future__ import annotations

import json
import select
import socket
import statistics
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

QUESTION = "Explain what a write-ahead log is for and when it is flushed to disk."
SYSTEM = "You are a helpful assistant that answers in one short paragraph."
KEY = "sk-bench-0123456789abcdef"
PATH = "/v1/chat/completions"
PATIENCE_SECONDS = 60.0
END = b"0\r\n\r\n"
STAMP = b"sent@"


class CallFailed(Exception):  # noqa: N818
    """A call that was not answered as it should have been."""


@dataclass
class Result:
    """Times in milliseconds, a figure a call; `behind` is how long after the upstream a stream's first event came."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    bytes: int = 0

    @property
    def calls(self) -> int:
        return len(self.times)

    @property
    def per_second(self) -> float:
        return self.calls / self.seconds


def percentile(values: Sequence[float], percent: float) -> float:
    """Of unsorted values; 50 is the median."""
    return statistics.median(values) if percent == 50 else sorted(values)[int(len(values) * percent / 100)]


def question(port: int, *, stream: bool = False, model: str = "bench", headers: Sequence[str] = ()) -> bytes:
    """A chat call, ready to be sent."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    body = json.dumps({"model": model, "messages": messages, "stream": stream}).encode()
    named = ("Content-Type: application/json", f"Content-Length: {len(body)}", *headers)
    return head(f"POST {PATH}", port, *named) + body


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
        data = self.socket.recv(262_144)
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


class Load:
    """Runs clients against a port of loopback; each way of running gives a `Result`."""

    def __init__(self, port: int, request: bytes, clients: int) -> None:
        self.request = request
        self.result = Result()
        self.poller = select.epoll()
        self.clients = {client.socket.fileno(): client for client in (Client(port) for _ in range(clients))}
        for file in self.clients:
            self.poller.register(file, select.EPOLLIN)

    def closed(self, seconds: float) -> Result:
        """Each client asks anew when it has its answer; at least once, and the last answers are waited for."""
        began, cpu = time.monotonic(), time.process_time()
        until, asking = began + seconds, len(self.clients)
        for client in self.clients.values():
            client.ask(self.request, time.monotonic())
        while asking:
            for client in self.answered(PATIENCE_SECONDS):
                if (now := time.monotonic()) < until:
                    client.ask(self.request, now)
                else:
                    asking -= 1
        return self.ended(began, cpu)

    def paced(self, rate: float, seconds: float) -> Result:
        """`rate` calls a second, each timed from when it was due, whether or not a client was free for it then."""
        began, cpu = time.monotonic(), time.process_time()
        asked, wanted, free = 0, round(rate * seconds), deque(self.clients.values())
        while asked < wanted or len(free) < len(self.clients):
            while asked < wanted and free and (due := began + asked / rate) <= time.monotonic():
                free.popleft().ask(self.request, due)
                asked += 1
            idle = asked < wanted and free
            free += self.answered(max(0.0, began + asked / rate - time.monotonic()) if idle else PATIENCE_SECONDS)
        return self.ended(began, cpu)

    def answered(self, patience: float) -> list[Client]:
        """The clients whose answer has become complete, counted."""
        events = self.poller.poll(patience)
        if not events and patience == PATIENCE_SECONDS:
            raise CallFailed(f"Nothing came for {PATIENCE_SECONDS:.0f} s")
        ready = [client for file, _ in events if (client := self.clients[file]).read()]
        for client in ready:
            self.count(client)
        return ready

    def count(self, client: Client) -> None:
        self.result.times.append(1000 * (time.monotonic() - client.began))
        self.result.firsts.append(1000 * (client.first - client.began))
        self.result.bytes += client.bytes
        if client.behind >= 0:
            self.result.behind.append(1000 * client.behind)

    def ended(self, began: float, cpu: float) -> Result:
        self.result.seconds, self.result.cpu_seconds = time.monotonic() - began, time.process_time() - cpu
        for client in self.clients.values():
            client.socket.close()
        self.poller.close()
        return self.result
