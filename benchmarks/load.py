"""A closed loop of clients on loopback: each sends a request, waits for the whole answer, sends the next."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

QUESTION = "Explain what a write-ahead log is for and when it is flushed to disk."
SYSTEM = "You are a helpful assistant that answers in one short paragraph."
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Result:
    """What a run measured; times in milliseconds, `cpu` in seconds by the name of the watched process."""

    calls: int
    per_second: float
    p50: float
    p99: float
    first_byte: float
    cpu: dict[str, float]

    def cpu_ms(self, name: str) -> float:
        """CPU milliseconds a call."""
        return 1000 * self.cpu[name] / self.calls


def question(port: int, path: str, *, stream: bool) -> bytes:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    body = json.dumps({"model": "bench", "messages": messages, "stream": stream}).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Authorization: Bearer sk-bench-0123456789abcdef",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Client(asyncio.Protocol):
    """One connection; `ask` resolves with the times of the first byte of the answer's body and of the last."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[tuple[float, float]]:
        self.head, self.tail, self.left, self.first = b"", b"", -1, 0.0
        self.done: asyncio.Future[tuple[float, float]] = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.done

    def data_received(self, data: bytes) -> None:
        if not self.first:
            self.head += data
            head, found, data = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(RuntimeError(head[:200].decode()))
                return
            at = head.lower().find(b"content-length:")
            self.left = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else -1
        self.body_received(data)

    def body_received(self, data: bytes) -> None:
        if not data:
            return
        self.first = self.first or time.perf_counter()
        self.tail = (self.tail + data)[-5:]
        self.left -= len(data)
        if self.left == 0 or self.tail == b"0\r\n\r\n":
            self.done.set_result((self.first, time.perf_counter()))

    def connection_lost(self, exc: Exception | None) -> None:
        if hasattr(self, "done") and not self.done.done():
            self.done.set_exception(ConnectionError("closed"))


def run(port: int, path: str, *, clients: int, seconds: float, stream: bool, watch: dict[str, int]) -> Result:
    """Measures; `watch` names the processes (with their children) whose CPU time counts."""
    return asyncio.run(_run(port, question(port, path, stream=stream), clients, seconds, watch))


async def _run(port: int, request: bytes, clients: int, seconds: float, watch: dict[str, int]) -> Result:
    times: list[tuple[float, float]] = []
    before = {name: cpu_seconds(pid) for name, pid in watch.items()}
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, request, began + seconds, times) for _ in range(clients)))
    took = time.perf_counter() - began
    cpu = {name: cpu_seconds(pid) - before[name] for name, pid in watch.items()}
    totals = sorted(total for _, total in times)
    p99 = totals[int(len(totals) * 0.99)]
    first = statistics.median(first for first, _ in times)
    return Result(len(times), len(times) / took, statistics.median(totals), p99, first, cpu)


async def _client(port: int, request: bytes, until: float, times: list[tuple[float, float]]) -> None:
    transport, client = await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", port)
    while (began := time.perf_counter()) < until:
        first, last = await client.ask(request)
        times.append((1000 * (first - began), 1000 * (last - began)))
    transport.close()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(cpu_seconds(int(child)) for child in children)
