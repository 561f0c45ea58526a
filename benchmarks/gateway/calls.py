"""Chats, whole and streamed, by one client and by sixteen: each way in turn, in several short rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.gateway.bench import Bench, Round
from benchmarks.gateway.contenders import BARE, DIRECT, OURS, Way
from benchmarks.gateway.load import percentile
from benchmarks.gateway.report import Goal, Section, number
from benchmarks.gateway.usage import resident_mb

COLUMNS = (
    "calls", "way", "calls/s", "of bare", "p50 ms", "added ms", "p99 ms", "CPU ms a call", "recorder's", "upstream's",
    "clients'", "RSS MB", "failed",
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What is asked in a round."""

    stream: bool
    clients: int

    def __str__(self) -> str:
        return f"{'stream of 40' if self.stream else 'whole'}, {self.clients} client{'s'[: self.clients > 1]}"


SETTINGS = [Setting(stream, clients) for stream in (False, True) for clients in (1, 16)]
Rounds = dict[str, list[Round]]


def calls(bench: Bench, *, rounds: int, seconds: float) -> Section:
    rows, goals = [], []
    for setting in SETTINGS:
        done = in_turn(bench, setting, rounds, seconds)
        rows += [row(setting, way, done) for way in bench.ways]
        goals += list(goals_of(setting, done))
    title = f"Chats: medians of {rounds} round{'s'[: rounds > 1]} of {seconds:g} s, the ways in turn"
    return Section(title, COLUMNS, rows, goals, text_columns=2)


def in_turn(bench: Bench, setting: Setting, rounds: int, seconds: float) -> Rounds:
    done: Rounds = {way.name: [] for way in bench.ways}
    for _ in range(rounds):
        for way in bench.ways:
            done[way.name].append(bench.chat(way, clients=setting.clients, seconds=seconds, stream=setting.stream))
    return done


def row(setting: Setting, way: Way, done: Rounds) -> tuple[str, ...]:
    own, direct, bare = done[way.name], done[DIRECT], done[BARE]
    shares = [one.result.per_second / floor.result.per_second for one, floor in zip(own, bare, strict=True)]
    return (
        str(setting),
        way.name,
        number(median(one.result.per_second for one in own)),
        f"{median(shares):.0%}",
        number(middle(own, p50)),
        "" if way.name == DIRECT else number(added(own, direct)),
        number(middle(own, lambda one: percentile(one.result.times, 99))),
        number(cpu(own, "server")),
        number(cpu(own, "recorder")) if way.name == OURS else "",
        number(cpu(own, "upstream")),
        number(cpu(own, "clients")),
        number(resident_mb(way.pid)),
        number(sum(one.result.failed for one in own)),
    )


def goals_of(setting: Setting, done: Rounds) -> Iterator[Goal]:
    ours = done[OURS]
    if setting.clients == 1:
        yield Goal(f"added p50, {setting}", 0.8, added(ours, done[DIRECT]))
    yield Goal(f"CPU of the gateway a call, {setting}", 1.0 if setting.stream else 0.6, cpu(ours, "server"))
    yield Goal(f"CPU of the recorder a call, {setting}", 0.8, cpu(ours, "recorder"))


def p50(one: Round) -> float:
    return percentile(one.result.times, 50)


def added(own: list[Round], direct: list[Round]) -> float:
    """The median of what each round took longer than the direct one beside it."""
    return median(p50(one) - p50(floor) for one, floor in zip(own, direct, strict=True))


def middle(rounds: list[Round], figure: Callable[[Round], float]) -> float:
    return median(figure(one) for one in rounds)


def cpu(rounds: list[Round], name: str) -> float:
    return middle(rounds, lambda one: one.cpu_ms(name))
