"""Votes beside the bare DRF floor and, where they are installed, Phoenix and MLflow: `make bench-votes`.

All take turns in one run, each vote stored before it is answered. `--quick` makes fewer rounds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.votes.contenders import floor_and_gptboost, new_database
from benchmarks.votes.load import Contender, at, median_ratio
from benchmarks.votes.peers import installed, running
from tests import postgres

QUICK = "--quick" in sys.argv[1:]
ROUNDS = 3 if QUICK else 10
VOTES = {1: 200, 16: 960}  # a round, by the number of clients
PEER_ROUNDS, PEER_VOTES = 3, {1: 60, 16: 160}
WARM_UP, PEER_WARM_UP = 640, 64
RATE, PACED_SECONDS = 50, 6 if QUICK else 20
NEEDED = WARM_UP + (ROUNDS + 2 * PEER_ROUNDS) * sum(VOTES.values()) + RATE * PACED_SECONDS

Burst = tuple[float, list[float]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        kinds: dict[str, Callable[[str], str]] = {"SQLite": lambda name: f"sqlite:///{folder}/{name}.sqlite3"}
        if postgres.binaries():
            server = servers.enter_context(postgres.server(options=""))
            kinds["PostgreSQL"] = lambda name: new_database(server, name)
        for kind, database in kinds.items():
            with floor_and_gptboost(Path(folder), database("floor"), database("gptboost"), NEEDED) as (floor, own):
                measure(kind, floor, own, Path(folder))


def measure(kind: str, floor: Contender, own: Contender, folder: Path) -> None:
    """Everything on one kind of database; the peers, which have one of their own, beside GPTBoost on SQLite."""
    for contender in (floor, own):
        contender.burst(16, WARM_UP)
    for clients, number in VOTES.items():
        rounds = [[each.burst(clients, number) for each in (floor, own)] for _ in range(ROUNDS)]
        report(f"{kind}, {clients} at once", [floor.name, own.name], rounds)
        print(f"  of the floor    {median_ratio([(one[0][0], one[1][0]) for one in rounds]):7.0%}", flush=True)
    paced(kind, own)
    if kind == "SQLite":
        for peer, programs in installed():
            with running(peer, programs, folder) as contender:
                beside(contender, own)


def paced(kind: str, own: Contender) -> None:
    times = own.paced(RATE, PACED_SECONDS)
    print(
        f"{kind}, {RATE} votes/s for {PACED_SECONDS} s: p50 {at(times, 50):.1f} ms, p99 {at(times, 99):.1f} ms",
        flush=True,
    )


def beside(peer: Contender, own: Contender) -> None:
    """A peer and GPTBoost in turn."""
    peer.burst(16, PEER_WARM_UP)
    for clients, number in PEER_VOTES.items():
        rounds = [[peer.burst(clients, number), own.burst(clients, VOTES[clients])] for _ in range(PEER_ROUNDS)]
        report(f"{peer.name} and GPTBoost on SQLite, {clients} at once", [peer.name, own.name], rounds)
        ratio = median_ratio([(one[0][0], one[1][0]) for one in rounds])
        print(f"  GPTBoost is     {ratio:6.1f} times as fast", flush=True)


def report(title: str, names: list[str], rounds: list[list[Burst]]) -> None:
    """One line a contender: medians over the rounds."""
    print(title)
    for place, name in enumerate(names):
        times = [ms for one in rounds for ms in one[place][1]]
        rate = statistics.median(one[place][0] for one in rounds)
        print(f"  {name:15} {rate:7.0f} votes/s   p50 {at(times, 50):6.2f} ms   p99 {at(times, 99):6.2f} ms")


if __name__ == "__main__":
    main()
