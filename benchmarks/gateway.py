"""The gateway against direct calls and against a proxy that does nothing else: `python -m benchmarks.gateway`.

Every call through the gateway is logged; the recorder runs meanwhile, and at the end the log must hold them all.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import load
from requestlog.spool import Spool

GUNICORN = [sys.executable, "-m", "gunicorn", "--log-level", "warning"]
DRAIN_SECONDS = 120
PATH = "/v1/chat/completions"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def process(command: list[str], port: int = 0, **environment: str) -> Iterator[int]:
    """A running process, as its id; listening on `port` if it has one."""
    running = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        if port:
            wait_for(port)
        yield running.pid
    finally:
        running.terminate()
        running.wait()


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on {port}")


def gptboost(folder: str, port: int, upstream: str) -> dict[str, str]:
    return {
        "GPTBOOST_DATA_DIR": folder,
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
        "GPTBOOST_UPSTREAM_URL": upstream,
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }


def measure(seconds: float) -> Iterator[tuple[str, str, load.Result]]:
    """Rows of (setting, way, result)."""
    folder = tempfile.mkdtemp(prefix="gptboost-bench-")
    direct, bare, ours = free_port(), free_port(), free_port()
    upstream = f"http://127.0.0.1:{direct}"
    site = gptboost(folder, ours, f"{upstream}/v1")
    manage = [sys.executable, "-m", "gptboost_site"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env={**os.environ, **site}, check=True)
    with ExitStack() as stack:
        start = stack.enter_context
        fake = start(process([sys.executable, "-m", "benchmarks.fake_upstream", str(direct)], direct))
        asgi = ["-k", "asgi", "--no-control-socket", "-b", f"127.0.0.1:{bare}", "benchmarks.bare_proxy:application"]
        floor = start(process([*GUNICORN, *asgi], bare, UPSTREAM=upstream))
        recorder = start(process([*manage, "record"], **site))
        config = ["-c", "python:gptboost_site.gunicorn", "gptboost_site.asgi:application"]
        gateway = start(process([*GUNICORN, *config], ours, **site))
        ways = [
            ("direct", direct, {"server": fake}),
            ("bare proxy", bare, {"server": floor}),
            ("gateway", ours, {"server": gateway, "recorder": recorder}),
        ]
        for clients, stream in ((1, False), (16, False), (1, True), (16, True)):
            for name, port, watch in ways:
                load.run(port, PATH, clients=clients, seconds=0.5, stream=stream, watch=watch)
                result = load.run(port, PATH, clients=clients, seconds=seconds, stream=stream, watch=watch)
                yield f"{'stream' if stream else 'whole'}, {clients} client{'s'[: clients > 1]}", name, result
                wait_until_recorded(Path(folder))


def wait_until_recorded(folder: Path) -> None:
    """The next run shall not pay for this one."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and (stats := Spool(folder / "spool").stats()).get("waiting"):
        time.sleep(0.1)
    if stats.get("waiting") or stats.get("dropped"):
        raise SystemExit(f"not all calls were logged: {stats}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    table = Table(title="Chat completions on loopback")
    for column in ("calls", "way", "calls/s", "of bare", "p50 ms", "added", "p99 ms", "first byte ms", "CPU ms a call"):
        table.add_column(column, justify="left" if column in ("calls", "way") else "right")
    base: dict[str, load.Result] = {}
    for setting, way, result in measure(parser.parse_args().seconds):
        base[way] = result
        added = f"{result.p50 - base['direct'].p50:.2f}" if way != "direct" else ""
        ratio = f"{result.per_second / base['bare proxy'].per_second:.0%}" if way == "gateway" else ""
        cpu = " + ".join(f"{result.cpu_ms(name):.2f}" for name in result.cpu)
        times = (f"{result.p50:.2f}", added, f"{result.p99:.2f}", f"{result.first_byte:.2f}")
        table.add_row(setting, way, f"{result.per_second:,.0f}", ratio, *times, cpu)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
