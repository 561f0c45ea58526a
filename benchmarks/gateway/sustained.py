"""Much for half a minute with the recorder at work beside it: as fast as it goes, and at a fixed rate."""

from __future__ import annotations

from benchmarks.gateway.bench import Bench, Round
from benchmarks.gateway.contenders import OURS
from benchmarks.gateway.load import percentile
from benchmarks.gateway.report import Goal, Section, number

BURST_CLIENTS = 16
RATE_CLIENTS = 64
RATE = 800
EMPTY_SECONDS = 1.0
COLUMNS = (
    "load", "calls/s", "p50 ms", "p99 ms", "CPU ms a call", "recorder's", "upstream's", "clients'",
    "backlog at the end", "empty after s",
)  # fmt: skip


def sustained(bench: Bench, *, seconds: float) -> Section:
    way = bench.way(OURS)
    burst = bench.chat(way, clients=BURST_CLIENTS, seconds=seconds)
    steady = bench.chat(way, clients=RATE_CLIENTS, seconds=seconds, rate=RATE)
    rows = [row(f"burst, {BURST_CLIENTS} clients", burst), row(f"{RATE} calls/s, each when it is due", steady)]
    goals = [
        Goal(f"burst of {seconds:g} s", 2000, burst.result.per_second, "calls/s", least=True),
        Goal(f"held for {seconds:g} s", RATE * 0.99, steady.result.per_second, "calls/s", least=True),
        Goal(f"spool empty after {RATE} calls/s", EMPTY_SECONDS, steady.drain_seconds, "s"),
    ]
    return Section(f"{seconds:g} s of whole chats through GPTBoost, the recorder beside it", COLUMNS, rows, goals)


def row(name: str, done: Round) -> tuple[str, ...]:
    times = (percentile(done.result.times, percent) for percent in (50, 99))
    cpu = (done.cpu_ms(process) for process in ("server", "recorder", "upstream", "clients"))
    figures = (done.result.per_second, *times, *cpu, done.backlog, done.drain_seconds)
    return name, *map(number, figures)
