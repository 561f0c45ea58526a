"""An upstream that costs as little as it can: `python -m benchmarks.gateway.upstream PORT`. Linux."""

from __future__ import annotations

import heapq
import itertools
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator

from benchmarks.gateway.answers import answer


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
