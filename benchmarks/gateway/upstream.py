"""An upstream that costs as little as it can: `python -m benchmarks.gateway.upstream PORT`. Linux.

The model says how a stream comes: `bench` 40 events back to back, `bench-10x500` ten with 500 ms between them,
`bench-huge-5` five megabytes of events. A path that ends with /megabytes/5 gets a binary of that size.
"""

from __future__ import annotations

import heapq
import itertools
import json
import re
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator

MOST_EVENTS = 40
MEGABYTE = 1024 * 1024
ASKED = re.compile(rb'"model":\s?"bench(?:-(\d+)x(\d+)|-huge-(\d+))?"')
STREAM = re.compile(rb'"stream":\s?true')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nx-request-id: req_%d\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
TEXT = "The write-ahead log says what will be done before it is done, so that a crash can be told from an end. " * 4
NUMBER = b"0000000000"  # stands for the answer's number
STAMP = b"1111111111111111111"  # stands for the monotonic clock's nanoseconds when the event was sent
USAGE = {"prompt_tokens": 42, "completion_tokens": 80, "total_tokens": 122}


def completion() -> bytes:
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    common = {"id": f"chatcmpl-bench-{NUMBER.decode()}", "object": "chat.completion", "created": 1795406554}
    return json.dumps(common | {"model": "bench", "choices": [choice], "usage": USAGE}).encode()


def event(content: str, **delta: str) -> bytes:
    """One event of a stream, as a chunk of the body."""
    common = {"id": f"chatcmpl-bench-{NUMBER.decode()}", "object": "chat.completion.chunk", "created": 1795406554}
    choice = {"index": 0, "delta": {**delta, "content": content}, "logprobs": None, "finish_reason": None}
    return chunk(b"data: " + json.dumps(common | {"model": "bench", "choices": [choice]}).encode() + b"\n\n")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


COMPLETION = completion()
FIRST = event(f"sent@{STAMP.decode()}@ ", role="assistant")
EVENTS = [event(f"word{word} ") for word in range(1, MOST_EVENTS)]
LAST = chunk(b"data: [DONE]\n\n")
BLOCK = chunk(event("x" * 1000).split(b"\r\n")[1] * 50)
END = b"0\r\n\r\n"


def whole(number: int) -> bytes:
    answer = COMPLETION.replace(NUMBER, b"%010d" % number)
    return HEAD % (b"application/json", number) + b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer)


def stream(number: int, events: int) -> Iterator[bytes]:
    shown = b"%010d" % number
    head = HEAD % (b"text/event-stream", number) + CHUNKED
    yield head + FIRST.replace(NUMBER, shown).replace(STAMP, b"%019d" % time.monotonic_ns())
    for piece in EVENTS[: events - 1]:
        yield piece.replace(NUMBER, shown)
    yield LAST + END


def huge_stream(number: int, megabytes: int) -> Iterator[bytes]:
    yield HEAD % (b"text/event-stream", number) + CHUNKED
    block = BLOCK.replace(NUMBER, b"%010d" % number)
    yield from itertools.repeat(block, megabytes * MEGABYTE // len(block) + 1)
    yield LAST + END


def huge_binary(number: int, megabytes: int) -> Iterator[bytes]:
    yield HEAD % (b"application/octet-stream", number) + b"Content-Length: %d\r\n\r\n" % (megabytes * MEGABYTE)
    yield from itertools.repeat(bytes(range(256)) * 256, megabytes * MEGABYTE // 65536)


def answer(target: bytes, body: bytes, number: int) -> tuple[Iterator[bytes], float]:
    """The pieces of the answer, each to be sent by itself, and the seconds between two of them."""
    if b"/megabytes/" in target:
        return huge_binary(number, int(target.rpartition(b"/")[2])), 0.0
    asked = ASKED.search(body)
    if asked is None or not STREAM.search(body):
        return iter([whole(number)]), 0.0
    if asked[3]:
        return huge_stream(number, int(asked[3])), 0.0
    return stream(number, int(asked[1] or MOST_EVENTS)), int(asked[2] or 0) / 1000


class Connection:
    """A client's connection, and the answer that is on its way."""

    def __init__(self, socket: socket.socket) -> None:
        self.socket = socket
        self.received = self.unsent = b""
        self.pieces: Iterator[bytes] = iter(())
        self.pause = 0.0

    def request(self) -> tuple[bytes, bytes] | None:
        """The target and the body, once they are here."""
        head, found, rest = self.received.partition(b"\r\n\r\n")
        at = head.lower().find(b"\r\ncontent-length:")
        length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if not found or len(rest) < length:
            return None
        self.received = rest[length:]
        return head.split(b" ", 2)[1], rest[:length]


class Upstream:
    """Serves until it is ended: a loop of its own, as asyncio's costs three times the CPU."""

    def __init__(self, port: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", port), backlog=4096)
        self.listener.setblocking(False)
        self.poller = select.epoll()
        self.poller.register(self.listener, select.EPOLLIN)
        self.connections: dict[int, Connection] = {}
        self.ready: deque[Connection] = deque()
        self.later: list[tuple[float, int, Connection]] = []
        self.numbers = itertools.count(1)

    def run(self) -> None:
        while True:
            for file, events in self.poller.poll(self.patience()):
                self.handle(file, events)
            now = time.monotonic()
            while self.later and self.later[0][0] <= now:
                self.ready.append(heapq.heappop(self.later)[2])
            for _ in range(len(self.ready)):  # one piece of each stream a turn
                self.send(self.ready.popleft())

    def patience(self) -> float | None:
        if self.ready:
            return 0
        return max(0.0, self.later[0][0] - time.monotonic()) if self.later else None

    def handle(self, file: int, events: int) -> None:
        connection = self.connections.get(file)
        if connection is None:
            self.accept()
        elif events & select.EPOLLOUT:
            self.poller.modify(file, select.EPOLLIN)
            self.ready.append(connection)
        else:
            self.receive(connection)

    def accept(self) -> None:
        try:
            client, _ = self.listener.accept()
        except BlockingIOError:
            return
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections[client.fileno()] = Connection(client)
        self.poller.register(client, select.EPOLLIN)

    def receive(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            self.close(connection)
            return
        connection.received += data
        asked = connection.request()
        if asked is not None:
            connection.pieces, connection.pause = answer(*asked, next(self.numbers))
            self.send(connection)

    def send(self, connection: Connection) -> None:
        """Sends the next piece, or what is left of the last one."""
        piece = connection.unsent or next(connection.pieces, b"")
        if not piece or connection.socket.fileno() < 0:
            return
        try:
            sent = connection.socket.send(piece)
        except BlockingIOError:
            sent = 0
        except ConnectionError:
            self.close(connection)
            return
        connection.unsent = piece[sent:] if sent < len(piece) else b""
        self.plan(connection)

    def plan(self, connection: Connection) -> None:
        if connection.unsent:
            self.poller.modify(connection.socket, select.EPOLLIN | select.EPOLLOUT)
        elif connection.pause:
            due = time.monotonic() + connection.pause
            heapq.heappush(self.later, (due, id(connection), connection))
        else:
            self.ready.append(connection)

    def close(self, connection: Connection) -> None:
        self.connections.pop(connection.socket.fileno(), None)
        connection.socket.close()


if __name__ == "__main__":
    Upstream(int(sys.argv[1])).run()
