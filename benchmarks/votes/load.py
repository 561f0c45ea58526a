"""Votes sent over plain sockets, so that the one who measures costs next to nothing."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote


@dataclass
class Contender:
    """A served application, and the whole HTTP requests of votes that nobody has given yet."""

    name: str
    port: int
    votes: Iterator[bytes]

    def burst(self, clients: int, number: int) -> tuple[float, list[float]]:
        """Votes a second, and the milliseconds of each, of `clients` that vote without a pause."""
        shares = [list(islice(self.votes, number // clients)) for _ in range(clients)]
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            times = [ms for share in pool.map(self.client, shares) for ms in share]
        return len(times) / (time.perf_counter() - began), times

    def paced(self, rate: int, seconds: int, clients: int = 16) -> list[float]:
        """The milliseconds of each of `rate` votes a second, from the moment at which it was due."""
        began = time.perf_counter() + 0.2
        due = [began + number / rate for number in range(rate * seconds)]
        shares = [list(zip(due[n::clients], islice(self.votes, len(due[n::clients])))) for n in range(clients)]  # noqa: B905
        with ThreadPoolExecutor(clients) as pool:
            return [ms for share in pool.map(self.patient_client, shares) for ms in share]

    def client(self, votes: list[bytes]) -> list[float]:
        """The milliseconds of each vote, over one connection."""
        return self.patient_client([(0.0, vote) for vote in votes])

    def patient_client(self, votes: list[tuple[float, bytes]]) -> list[float]:
        times = []
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for due, vote in votes:
                time.sleep(max(0.0, due - time.perf_counter()))
                began = due or time.perf_counter()
                connection.sendall(vote)
                answer = whole_answer(connection)
                times.append((time.perf_counter() - began) * 1000)
                assert answer.startswith(b"HTTP/1.1 20"), answer
        return times


def whole_answer(connection: socket.socket) -> bytes:
    """One HTTP answer, by its length or its chunks."""
    answer = b""
    while not is_whole(answer):
        received = connection.recv(65536)
        assert received, answer
        answer += received
    return answer


def is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    fields = dict(line.partition(b":")[::2] for line in head.lower().splitlines()[1:])
    if b"content-length" in fields:
        return bool(found) and len(body) >= int(fields[b"content-length"])
    return bool(found) and body.endswith(b"0\r\n\r\n")


def post(path: str, body: bytes) -> bytes:
    """A whole HTTP request that posts JSON."""
    head = f"POST {quote(path, '/?=')} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def at(times: list[float], percent: int) -> float:
    ordered = sorted(times)
    return ordered[len(ordered) * percent // 100]


def median_ratio(rounds: list[tuple[float, float]]) -> float:
    """The median of the second over the first of each round."""
    return statistics.median(second / first for first, second in rounds)
