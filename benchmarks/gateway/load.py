"""Many clients in one loop: as fast as they are answered, or at a fixed rate. Linux."""

from __future__ import annotations

import select
import statistics
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.gateway.client import PATIENCE_SECONDS, CallFailed, Client


@dataclass
class Result:
    """Times in milliseconds, a figure a call; `behind` is how long after the upstream a stream's first event came."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    bytes: int = 0
    failed: int = 0

    @property
    def calls(self) -> int:
        return len(self.times)

    @property
    def per_second(self) -> float:
        return self.calls / self.seconds


def percentile(values: Sequence[float], percent: float) -> float:
    """Of unsorted values; 50 is the median."""
    return statistics.median(values) if percent == 50 else sorted(values)[int(len(values) * percent / 100)]


class Load:
    """Runs clients against a port of loopback; each way of running gives a `Result`.

    A call that fails is raised as `CallFailed`; with `tolerant` it is counted, and its client connects anew.
    """

    def __init__(self, port: int, request: bytes, clients: int, *, tolerant: bool = False) -> None:
        self.port, self.request, self.tolerant = port, request, tolerant
        self.result = Result()
        self.poller = select.epoll()
        self.clients: dict[int, Client] = {}
        for _ in range(clients):
            self.connect()

    def connect(self) -> Client:
        client = Client(self.port)
        self.clients[client.socket.fileno()] = client
        self.poller.register(client.socket, select.EPOLLIN)
        return client

    def closed(self, seconds: float) -> Result:
        """Each client asks anew when it has its answer; at least once, and the last answers are waited for."""
        began, cpu = time.monotonic(), time.process_time()
        until, asking = began + seconds, len(self.clients)
        for client in tuple(self.clients.values()):
            client.ask(self.request, time.monotonic())
        while asking:
            for client in self.answered(PATIENCE_SECONDS):
                if (now := time.monotonic()) < until:
                    client.ask(self.request, now)
                else:
                    asking -= 1
                    self.poller.unregister(client.socket)  # a server may close what is idle
        return self.ended(began, cpu)

    def paced(self, rate: float, seconds: float) -> Result:
        """`rate` calls a second, each timed from when it was due, whether or not a client was free for it then.

        What could not be asked within a minute more is not asked.
        """
        began, cpu = time.monotonic(), time.process_time()
        asked, wanted, free = 0, round(rate * seconds), deque(self.clients.values())
        while asked < wanted or len(free) < len(self.clients):
            while asked < wanted and free and (due := began + asked / rate) <= time.monotonic():
                free.popleft().ask(self.request, due)
                asked += 1
            if time.monotonic() > began + seconds + PATIENCE_SECONDS:
                wanted = asked
            idle = asked < wanted and free
            free += self.answered(max(0.0, began + asked / rate - time.monotonic()) if idle else PATIENCE_SECONDS)
        return self.ended(began, cpu)

    def answered(self, patience: float) -> list[Client]:
        """The clients whose answer has become complete, counted."""
        events = self.poller.poll(patience)
        if not events and patience == PATIENCE_SECONDS:
            raise CallFailed(f"Nothing came for {PATIENCE_SECONDS:.0f} s")
        return [client for file, _ in events if (client := self.heard(self.clients[file]))]

    def heard(self, client: Client) -> Client | None:
        """The client that may ask again, if one may: the same, or the one in its place."""
        try:
            if not client.read():
                return None
        except CallFailed:
            if not self.tolerant:
                raise
            return self.replaced(client)
        self.count(client)
        return client

    def replaced(self, client: Client) -> Client:
        self.result.failed += 1
        del self.clients[client.socket.fileno()]
        client.socket.close()
        return self.connect()

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
        if not self.result.calls:
            raise CallFailed("No call was answered")
        return self.result
