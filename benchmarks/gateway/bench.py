"""The contenders in front of one upstream, and a round of calls through one of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.gateway import load, peers
from benchmarks.gateway.processes import Server, free_port, server
from benchmarks.gateway.site import GATEWAY, RECORDER, Site, prepared
from benchmarks.gateway.usage import cpu_seconds

DIRECT, BARE, OURS = "direct", "bare proxy", "GPTBoost"
UPSTREAM = [sys.executable, "-m", "benchmarks.gateway.upstream"]
WARM_CALLS = 100
NOTHING: Mapping[str, str] = {}
FLOOR = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "-k", "asgi", "--no-control-socket"]


@dataclass(frozen=True)
class Way:
    """A way to the upstream: where calls are sent, and the process that passes them on."""

    name: str
    port: int
    pid: int
    headers: Sequence[str] = ()


@dataclass(frozen=True)
class Round:
    """Calls through one way, and the CPU seconds that each process spent on them."""

    result: load.Result
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
        request = load.question(way.port, stream=stream, model=model, headers=way.headers)
        done = self.ask(way, request, clients=clients, seconds=seconds, rate=rate)
        self.site.chats += done.result.calls if way.name == OURS else 0
        return done

    def ask(self, way: Way, request: bytes, *, clients: int, seconds: float, rate: float = 0) -> Round:
        """After a round through GPTBoost the recorder's work is waited for: the next round shall not pay for it."""
        watched = {"server": way.pid, "upstream": self.upstream.pid}
        recorder, before = cpu_seconds(self.recorder.pid), {name: cpu_seconds(pid) for name, pid in watched.items()}
        clients_of = load.Load(way.port, request, clients)
        result = clients_of.paced(rate, seconds) if rate else clients_of.closed(seconds)
        cpu = {name: cpu_seconds(pid) - before[name] for name, pid in watched.items()}
        cpu["clients"] = result.cpu_seconds
        if way.name != OURS:
            return Round(result, cpu)
        self.site.calls += result.calls
        backlog, drained = self.site.backlog(), self.site.drained()
        return Round(result, cpu | {"recorder": cpu_seconds(self.recorder.pid) - recorder}, backlog, drained)


@contextmanager
def bench(folder: Path, *, database: str = "", with_peers: bool = True) -> Iterator[Bench]:
    """Everything started and warm."""
    with ExitStack() as stack:

        def start(name: str, command: Sequence[str], port: int, environment: Mapping[str, str] = NOTHING) -> Server:
            return stack.enter_context(server(command, folder / f"{name}.log", environment, port=port))

        fake, floor, ours = free_port(), free_port(), free_port()
        url = f"http://127.0.0.1:{fake}"
        site = prepared(folder, database, url, ours)
        upstream = start("upstream", [*UPSTREAM, str(fake)], fake)
        application = ["-b", f"127.0.0.1:{floor}", "benchmarks.gateway.bare_proxy:application"]
        bare = start("bare", [*FLOOR, *application], floor, {"UPSTREAM": url})
        recorder = start("recorder", RECORDER, 0, site.environment)
        gateway = start("gateway", GATEWAY, ours, site.environment)
        ways = [Way(DIRECT, fake, upstream.pid), Way(BARE, floor, bare.pid), Way(OURS, ours, gateway.pid)]
        found = list(peers.installed(url, folder, iter(free_port, 0))) if with_peers else []
        others = [peer for peer in found if isinstance(peer, peers.Peer)]
        started = [start(peer.name, peer.command, peer.port, peer.environment) for peer in others]
        gateway.wait("/healthz")
        bare.wait()
        for peer, running in zip(others, started, strict=True):
            running.wait(peer.ready)
            ways.append(Way(peer.name, peer.port, running.pid, peer.headers))
        ready = Bench(ways, upstream, recorder, site, [line for line in found if isinstance(line, str)])
        warm_up(ready)
        yield ready


def warm_up(bench: Bench) -> None:
    for way in bench.ways:
        for stream in (False, True):
            bench.chat(way, clients=WARM_CALLS, seconds=0, stream=stream)
