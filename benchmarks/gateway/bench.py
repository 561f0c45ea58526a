"""A round of calls through one of the contenders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.gateway import client
from benchmarks.gateway.contenders import BARE, DIRECT, OURS, Starting, Way
from benchmarks.gateway.load import Load, Result
from benchmarks.gateway.processes import Server, free_port
from benchmarks.gateway.site import Site
from benchmarks.gateway.usage import cpu_seconds

WARM_CALLS = 32


@dataclass(frozen=True)
class Round:
    """Calls through one way, and the CPU seconds that each process spent on them."""

    result: Result
    cpu: dict[str, float]
    backlog: int = 0
    drain_seconds: float = 0.0

    def cpu_ms(self, name: str) -> float:
        """CPU milliseconds a call."""
        return 1000 * self.cpu.get(name, 0.0) / self.result.calls


@dataclass
class Bench:
    ways: list[Way]
    upstream: Server
    recorder: Server
    site: Site
    absent: list[str] = field(default_factory=list)

    def way(self, name: str) -> Way:
        return next(way for way in self.ways if way.name == name)

    def floors_and_ours(self) -> list[Way]:
        return [self.way(name) for name in (DIRECT, BARE, OURS)]

    def chat(
        self, way: Way, *, clients: int, seconds: float, stream: bool = False, model: str = "bench", rate: float = 0
    ) -> Round:
        """Chats for so long, in a closed loop or at `rate` a second; with 0 seconds one of each client."""
        request = client.question(way.port, stream=stream, model=model, headers=way.headers)
        done = self.ask(way, request, clients=clients, seconds=seconds, rate=rate)
        self.site.chats += done.result.calls if way.name == OURS else 0
        return done

    def ask(self, way: Way, request: bytes, *, clients: int, seconds: float, rate: float = 0) -> Round:
        """After a round through GPTBoost the recorder's work is waited for: the next round shall not pay for it."""
        sending = Load(way.port, request, clients, tolerant=way.is_peer)
        before = self.spent(way)
        result = sending.paced(rate, seconds) if rate else sending.closed(seconds)
        after = self.spent(way)
        backlog, drained = self.site.backlog(), self.site.drained()
        after["recorder"] = cpu_seconds(self.recorder.pid)
        self.site.calls += result.calls if way.name == OURS else 0
        cpu = {name: after[name] - before[name] for name in after} | {"clients": result.cpu_seconds}
        return Round(result, cpu, backlog, drained)

    def spent(self, way: Way) -> dict[str, float]:
        """CPU seconds so far, by process."""
        pids = {"server": way.pid, "upstream": self.upstream.pid, "recorder": self.recorder.pid}
        return {name: cpu_seconds(pid) for name, pid in pids.items()}


@contextmanager
def bench(folder: Path, *, database: str = "", with_peers: bool = True) -> Iterator[Bench]:
    """Everything started and warm."""
    with ExitStack() as stack:
        port = free_port()
        starting = Starting(stack, folder, f"http://127.0.0.1:{port}")
        upstream = starting.upstream(port)
        site, recorder, ours = starting.site(database)
        ways = [Way(DIRECT, port, upstream.pid), starting.bare(), ours]
        others, absent = starting.peers() if with_peers else ([], [])
        ready = Bench([*ways, *others], upstream, recorder, site, absent)
        warm_up(ready)
        yield ready


def warm_up(bench: Bench) -> None:
    for way in bench.ways:
        for stream in (False, True):
            bench.chat(way, clients=WARM_CALLS, seconds=0, stream=stream)
