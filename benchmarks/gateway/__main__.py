"""`make bench-gateway`: the gateway beside direct calls, a bare proxy and, where they are installed, other gateways.

Every call through GPTBoost is logged, with the recorder at work; at the end each must be in the database, once.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.gateway.bench import Bench, bench
from benchmarks.gateway.calls import calls
from benchmarks.gateway.client import CallFailed
from benchmarks.gateway.report import Section, console, goals_of
from benchmarks.gateway.site import Site, stored
from benchmarks.gateway.streams import first_byte, open_at_once, volume
from benchmarks.gateway.sustained import sustained
from tests import postgres

QUICK = {"rounds": 1, "round": 0.7, "seconds": 5.0, "streams": 1000, "pause_ms": 250, "megabytes": 256}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gateway", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of each way in each setting (%(default)s)")
    parser.add_argument("--round", type=float, default=1.5, help="seconds of a round (%(default)s)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of the burst and of the fixed rate (%(default)s)")
    parser.add_argument("--streams", type=int, default=1000, help="open at once (%(default)s)")
    parser.add_argument("--pause-ms", type=int, default=500, help="between the events of those streams (%(default)s)")
    parser.add_argument("--megabytes", type=int, default=1024, help="in one answer (%(default)s)")
    parser.add_argument("--postgres", action="store_true", help="log into a private PostgreSQL server, not SQLite")
    parser.add_argument("--no-peers", action="store_true", help="leave Portkey and LiteLLM out")
    parser.add_argument("--quick", action="store_true", help=f"within a minute, without peers: {QUICK}")
    options = parser.parse_args()
    if options.quick:
        vars(options).update(QUICK, no_peers=True)
    return options


def main() -> int:
    options = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gptboost-bench-")))
        database = f"{stack.enter_context(postgres.server(options=''))}/postgres" if options.postgres else ""
        kind = "PostgreSQL" if database else "SQLite"
        console.print(f"## Gateway, one worker, {kind}; CPU and times in ms, on loopback")
        try:
            with bench(folder, database=database, with_peers=not options.no_peers) as ready:
                measure(ready, options)
        except (CallFailed, ConnectionError) as failure:
            console.print(f"\nA call failed: {failure}", markup=False)
            return 1
        return verdict(ready.site)


def measure(ready: Bench, options: argparse.Namespace) -> None:
    for line in ready.absent:
        console.print(line, markup=False)
    parts: list[Callable[[], Section]] = [
        lambda: calls(ready, rounds=options.rounds, seconds=options.round),
        lambda: first_byte(ready, rounds=options.rounds, seconds=options.round),
        lambda: sustained(ready, seconds=options.seconds),
        lambda: volume(ready, megabytes=options.megabytes),  # before what makes the worker grow
        lambda: open_at_once(ready, streams=options.streams, pause_ms=options.pause_ms),
    ]
    sections = []
    for part in parts:
        sections.append(part())
        sections[-1].show()
    goals_of(sections).show()


def verdict(site: Site) -> int:
    """Whether every call is in the database, once; 1 where not."""
    lost, found = site.lost(), stored(site)
    whole = not lost and (found.calls, found.chats, found.not_complete) == (site.calls, site.chats, 0)
    console.print(
        f"\nStored: {found.calls:,} of {site.calls:,} calls; {found.chats:,} of {site.chats:,} different answers;"
        f" {found.not_complete} not complete; given up by the spool: {lost or 'nothing'}."
        f" {'No call was lost or doubled.' if whole else 'CALLS WERE LOST OR DOUBLED.'}",
        markup=False,
    )
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
