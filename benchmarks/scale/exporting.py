"""Exports through a real web server, beside the database's own way to give up the same columns:
`python -m benchmarks.scale.exporting [SLUG]` on `DATABASE_URL`, or, where that is not set, on private ones.

Rows a second and their ratio, milliseconds to the first byte, by how much the server's memory grows, and whether
PostgreSQL wrote temporary files. Of three runs each, in turns with the yardstick, the quickest counts.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
FIRST = 4_096  # bytes, of which some are of a row
RUNS, CHUNK, LAST = 3, 2**20, b"0\r\n\r\n"
ROWS = 200_000
HEAD = f"  {'':34} {'rows/s':>9} {'ratio':>7} {'first byte':>11} {'memory':>9}"
# A file, and what it is measured against
CASES = {
    "csv?bodies=no": "the same columns",
    "jsonl?bodies=no": "the same columns",
    "json?bodies=no": "the same columns",
    "csv": "the same columns and bodies",
    "jsonl": "the same columns and bodies",
    "csv?bodies=no&rating=negative&comment=yes": "",
}


@dataclass
class Runs:
    """What was seen of one file; `grown` in MiB."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    grown: list[float] = field(default_factory=list)


def main() -> int:
    from benchmarks.scale.databases import private, run

    if "DATABASE_URL" in os.environ:
        return measure(next(iter(sys.argv[1:]), "scale-1"))
    for kind in ("postgresql", "sqlite"):
        print(kind, flush=True)
        with private(kind) as url:
            if status := run("filling", url, str(ROWS)) or run("exporting", url):
                return status
    return 0


def measure(slug: str) -> int:
    import django

    django.setup()
    from projects.models import Project

    project = Project.objects.get(slug=slug)
    rows, before = project.requests.count(), temporary_files()
    print(f"  {rows:,} requests\n{HEAD}", flush=True)
    floors: dict[str, float] = {name: floor(name, project.pk, rows) for name in ("the row's own columns",)}
    with server() as (port, pid):
        for file, yardstick in CASES.items():
            seen = Runs()
            for _ in range(RUNS):
                if yardstick:
                    floors[yardstick] = max(floors.get(yardstick, 0), floor(yardstick, project.pk, rows))
                download(port, pid, f"/p/{slug}/requests.{file}", cookie(), seen)
            say(file, rows, seen, floors.get(yardstick))
    for name, rate in floors.items():
        print(f"  yardstick: {name:27} {rate:9,.0f}")
    print(f"  temporary files of PostgreSQL: {temporary_files() - before}", flush=True)
    return 0


def say(file: str, rows: int, seen: Runs, floor: float | None) -> None:
    rate = rows / min(seen.seconds)
    ratio, figure = (f"{rate / floor:7.0%}", f"{rate:9,.0f}") if floor else (" " * 7, " " * 9)
    first, grown = 1000 * min(seen.first), max(seen.grown)
    print(f"  {file:34} {figure} {ratio} {first:8.0f} ms {grown:5.0f} MiB", flush=True)


def floor(name: str, project: int, rows: int) -> float:
    from benchmarks.scale.yardsticks import seconds

    return rows / seconds(name, project)


def download(port: int, pid: int, path: str, cookie: str, seen: Runs) -> None:
    """Reads a file and throws it away; one that is not whole is an error. As little as can be is done with it: the
    server, the database and this are to share the processor."""
    memory, began = rss(pid, "VmRSS"), time.perf_counter()
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
    buffer, end = bytearray(CHUNK), b""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        assert b" 200 " in connection.recv(len("HTTP/1.1 200 OK"), socket.MSG_PEEK), path
        connection.recv(FIRST, socket.MSG_WAITALL)
        seen.first.append(time.perf_counter() - began)
        while length := connection.recv_into(buffer):
            end = bytes(buffer[max(length - len(LAST), 0) : length])
    assert end.endswith(LAST), "the file broke off"
    seen.seconds.append(time.perf_counter() - began)
    seen.grown.append(rss(pid, "VmHWM") - memory)


def rss(pid: int, name: str) -> float:
    """In MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def cookie() -> str:
    """Of somebody who may see every project."""
    from django.contrib.auth.models import User
    from django.test import Client

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_superuser": True, "is_staff": True})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """A web server with one worker; its port and the worker's process."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "1"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:gptboost_site.gunicorn",
        "gptboost_site.asgi:application",
    ]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield port, worker_of(process.pid, port)
    finally:
        process.terminate()
        process.wait(timeout=60)


def worker_of(pid: int, port: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("The web server did not come up.")


def temporary_files() -> int:
    """How many PostgreSQL has written in this database so far; 0 elsewhere."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT temp_files FROM pg_stat_database WHERE datname = current_database()")
        [(number,)] = cursor.fetchall()
    return int(number)


if __name__ == "__main__":
    sys.exit(main())
