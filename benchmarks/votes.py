"""Votes against the bare DRF floor, alternating in one run: `python -m benchmarks.votes`.

Both are served by gunicorn (2 workers of 8 threads) on the same kind of database; each vote is a message's first.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psycopg

from tests import postgres

ROOT = Path(__file__).parent.parent
ROUNDS = 10
VOTES = {1: 200, 16: 960}  # a round, by the number of clients
WARM_UP = 640
FILL = """
from datetime import UTC, datetime
from django.db import connection
from projects.models import Project
from requestlog.calls import Call
from requestlog.ids import new_id
from requestlog.services import record
now, project = datetime.now(UTC), Project.objects.get(slug="default").pk
body = b'{"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}'
answer = '{"id": "chatcmpl-benchmark-%012d", "object": "chat.completion", "model": "gpt-5-mini", "choices": []}'
def call(n):
    return Call(id=new_id(), project_id=project, started_at=now, endpoint="chat/completions", request=body,
                response=(answer % n).encode())
for start in range(0, NUMBER, 1000):
    record(calls=[call(n) for n in range(start, min(start + 1000, NUMBER))], now=now)
connection.cursor().execute("ANALYZE")  # as both databases do by themselves, a little later
"""


@dataclass
class Contender:
    """A served application, and the messages that nobody has voted on yet."""

    name: str
    port: int
    messages: Iterator[int]

    def votes(self, clients: int, number: int) -> tuple[float, list[float]]:
        """Votes a second, and the milliseconds of each, of `clients` at once."""
        shares = [list(islice(self.messages, number // clients)) for _ in range(clients)]
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            times = [ms for share in pool.map(self.client, shares) for ms in share]
        return len(times) / (time.perf_counter() - began), times

    def client(self, messages: list[int]) -> list[float]:
        """The milliseconds of one vote on each of `messages`, over one connection."""
        times = []
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            for message in messages:
                began = time.perf_counter()
                connection.sendall(vote_on(message))
                answer = b""
                while not is_whole(answer):
                    answer += connection.recv(65536)
                times.append((time.perf_counter() - began) * 1000)
                assert answer.startswith(b"HTTP/1.1 200"), answer
        return times


def vote_on(message: int) -> bytes:
    """One whole HTTP request."""
    named = {"message_id": f"chatcmpl-benchmark-{message:012}"}
    body = json.dumps({**named, "rating": "negative", "comment": "The link is dead."}).encode()
    head = "POST /v1/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body)}\r\n\r\n".encode() + body


def is_whole(answer: bytes) -> bool:
    """Whether nothing more comes of an answer that is a JSON object."""
    return answer.endswith(b"\r\n0\r\n\r\n" if b"Transfer-Encoding: chunked" in answer else b"}")


def main() -> None:
    needed = WARM_UP + ROUNDS * sum(VOTES.values())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        kinds = {"SQLite": lambda name: f"sqlite:///{folder}/{name}.sqlite3"}
        if postgres.binaries():
            server = servers.enter_context(postgres.server(options=""))
            kinds["PostgreSQL"] = lambda name: new_database(server, name)
        for kind, database in kinds.items():
            with contenders(Path(folder), database("floor"), database("gptboost"), needed) as pair:
                for contender in pair:
                    contender.votes(16, WARM_UP)
                for clients, number in VOTES.items():
                    report(
                        kind, clients, [[contender.votes(clients, number) for contender in pair] for _ in range(ROUNDS)]
                    )


def report(kind: str, clients: int, rounds: list[list[tuple[float, list[float]]]]) -> None:
    """One line a contender, and the median of the rounds' ratios."""
    print(f"{kind}, {clients} client{'s' if clients > 1 else ''}")
    for place, name in enumerate(["bare DRF floor", "gptboost"]):
        times = sorted(ms for one in rounds for ms in one[place][1])
        rate = statistics.median(one[place][0] for one in rounds)
        print(f"  {name:15} {rate:7.0f} votes/s   p50 {at(times, 50):6.2f} ms   p99 {at(times, 99):6.2f} ms")
    ratio = statistics.median(gptboost[0] / floor[0] for floor, gptboost in rounds)
    print(f"  ratio           {ratio:7.0%}", flush=True)


def at(times: list[float], percent: int) -> float:
    return times[len(times) * percent // 100]


@contextmanager
def contenders(folder: Path, floor_url: str, own_url: str, needed: int) -> Iterator[list[Contender]]:
    """Both applications, prepared and served."""
    floor = {**os.environ, "FLOOR_DATABASE_URL": floor_url}
    own = {**os.environ, "DATABASE_URL": own_url, "GPTBOOST_DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    for command, environment in [
        (["-m", "benchmarks.votes_floor", str(needed)], floor),
        (["-m", "gptboost_site", "migrate", "--verbosity", "0"], own),
        (["-m", "gptboost_site", "shell", "--no-imports", "-c", FILL.replace("NUMBER", str(needed))], own),
    ]:
        subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True)
    with served("benchmarks.votes_floor", floor) as first, served("gptboost_site.wsgi", own) as second:
        yield [Contender("floor", first, iter(range(needed))), Contender("gptboost", second, iter(range(needed)))]


@contextmanager
def served(module: str, environment: dict[str, str]) -> Iterator[int]:
    """The WSGI application of `module` on a free port."""
    port = postgres.free_port()
    flags = ["-k", "gthread", "-w", "2", "--threads", "8", "--no-control-socket", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", f"{module}:application", "-b", f"127.0.0.1:{port}", *flags]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        while process.poll() is None and not answers(port):
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def new_database(server: str, name: str) -> str:
    own = f"{name}_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {own}")
    return f"{server}/{own}"


if __name__ == "__main__":
    main()
