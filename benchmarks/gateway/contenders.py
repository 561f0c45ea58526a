"""The ways to the upstream, as processes: nothing in between, a bare proxy, GPTBoost, and its peers."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gateway.peers import Peer, installed
from benchmarks.gateway.processes import Server, free_port, server
from benchmarks.gateway.site import GATEWAY, RECORDER, Site, prepared

DIRECT, BARE, OURS = "direct", "bare proxy", "GPTBoost"
UPSTREAM = [sys.executable, "-m", "benchmarks.gateway.upstream"]
NOTHING: Mapping[str, str] = {}
FLOOR = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "-k", "asgi", "--no-control-socket"]


@dataclass(frozen=True)
class Way:
    """A way to the upstream: where calls are sent, and the process that passes them on. Only a peer may fail calls."""

    name: str
    port: int
    pid: int
    headers: Sequence[str] = ()
    is_peer: bool = False


@dataclass(frozen=True)
class Starting:
    """Starts what stands before the upstream at `url`; `stack` ends it."""

    stack: ExitStack
    folder: Path
    url: str

    def upstream(self, port: int) -> Server:
        running = self.server("upstream", [*UPSTREAM, str(port)], port)
        running.wait("/megabytes/0")
        return running

    def server(self, name: str, command: Sequence[str], port: int, environment: Mapping[str, str] = NOTHING) -> Server:
        return self.stack.enter_context(server(command, self.folder / f"{name}.log", environment, port=port))

    def site(self, database: str) -> tuple[Site, Server, Way]:
        """GPTBoost's site, its recorder and its gateway."""
        site = prepared(self.folder, database, self.url, port := free_port())
        recorder = self.server("recorder", RECORDER, 0, site.environment)
        gateway = self.server("gateway", GATEWAY, port, site.environment)
        gateway.wait("/healthz")
        return site, recorder, Way(OURS, port, gateway.pid)

    def bare(self) -> Way:
        port = free_port()
        command = [*FLOOR, "-b", f"127.0.0.1:{port}", "benchmarks.gateway.bare_proxy:application"]
        running = self.server("bare", command, port, {"UPSTREAM": self.url})
        running.wait()
        return Way(BARE, port, running.pid)

    def peers(self) -> tuple[list[Way], list[str]]:
        """Those that are installed, and why the others are left out."""
        found = list(installed(self.url, self.folder, iter(free_port, 0)))
        absent = [line for line in found if isinstance(line, str)]
        return [self.peer(peer) for peer in found if isinstance(peer, Peer)], absent

    def peer(self, peer: Peer) -> Way:
        running = self.server(peer.name, peer.command, peer.port, peer.environment)
        running.wait(peer.ready)
        return Way(peer.name, peer.port, running.pid, peer.headers, is_peer=True)
