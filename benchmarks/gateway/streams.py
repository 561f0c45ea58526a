"""The first byte of a stream, many streams at once, and very much through one."""

from __future__ import annotations

from statistics import median

from benchmarks.gateway import client, load
from benchmarks.gateway.bench import Bench
from benchmarks.gateway.contenders import OURS, Way
from benchmarks.gateway.report import Goal, Section, number
from benchmarks.gateway.usage import watched_memory

MEGABYTE = 1024 * 1024
SLOW_CLIENTS = 4


def first_byte(bench: Bench, *, rounds: int, seconds: float) -> Section:
    """From the upstream's sending of the first event until the client has it; one clock, as it is one machine."""
    behind: dict[str, list[list[float]]] = {way.name: [] for way in bench.ways}
    for _ in range(rounds):
        for way in bench.ways:
            done = bench.chat(way, clients=SLOW_CLIENTS, seconds=seconds, stream=True, model="bench-10x10")
            behind[way.name].append(done.result.behind)
    middle = {
        name: [median(load.percentile(one, percent) for one in each) for percent in (50, 99)]
        for name, each in behind.items()
    }
    rows = [(name, *map(number, figures)) for name, figures in middle.items()]
    title = f"First event of a stream, after the upstream sent it: {SLOW_CLIENTS} clients, events 10 ms apart"
    return Section(
        title, ("way", "p50 ms", "p99 ms"), rows, [Goal("first event of a stream, p50", 2.0, middle[OURS][0])]
    )


def open_at_once(bench: Bench, *, streams: int, pause_ms: int) -> Section:
    rows, goals = [], []
    for way in bench.floors_and_ours():
        with watched_memory(way.pid) as memory:
            done = bench.chat(way, clients=streams, seconds=0, stream=True, model=f"bench-10x{pause_ms}")
        result = done.result
        times = (load.percentile(times, percent) for times in (result.firsts, result.behind) for percent in (50, 99))
        rows.append((way.name, number(result.calls), *map(number, times), number(result.seconds), number(memory.most)))
        if way.name == OURS:
            goals = [
                Goal("streams open at once, complete", streams, result.calls, "", least=True),
                Goal(f"RSS with {streams:,} streams open", 150, memory.most, "MB"),
            ]
    columns = (
        "way", "complete", "first event p50 ms", "p99 ms", "after upstream's p50 ms", "p99 ms", "all after s", "RSS MB"
    )  # fmt: skip
    return Section(f"{streams:,} streams opened at once, of ten events {pause_ms} ms apart", columns, rows, goals)


def volume(bench: Bench, *, megabytes: int) -> Section:
    """One call of that size, as a stream and as a binary."""
    rows, goals = [], []
    for kind in ("event stream", "binary"):
        for way in bench.floors_and_ours():
            with watched_memory(way.pid) as memory:
                speed = passed(bench, way, kind, megabytes)
            rows.append((kind, way.name, number(speed), number(memory.before), number(memory.growth)))
            if way.name == OURS:
                goals.append(Goal(f"RSS growth, {megabytes:,} MB of {kind} passed", 64, memory.growth, "MB"))
    columns = ("kind", "way", "MB/s", "RSS before MB", "growth MB")
    return Section(f"{megabytes:,} MB in one answer", columns, rows, goals, text_columns=2)


def passed(bench: Bench, way: Way, kind: str, megabytes: int) -> float:
    """MB a second. Raises `CallFailed` where less came than was sent."""
    if kind == "binary":
        request = client.head(f"GET /v1/megabytes/{megabytes}", way.port, *way.headers)
        done = bench.ask(way, request, clients=1, seconds=0)
    else:
        done = bench.chat(way, clients=1, seconds=0, stream=True, model=f"bench-huge-{megabytes}")
    if done.result.bytes < megabytes * MEGABYTE:
        raise client.CallFailed(f"{done.result.bytes:,} bytes came of {megabytes} MB")
    return done.result.bytes / MEGABYTE / done.result.seconds
