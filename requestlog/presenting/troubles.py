"""What is wrong with the spool of this host, in a sentence for everybody and one for who can mend it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from requestlog.presenting import figures
from requestlog.spool.looking import Standing

WAITS_SECONDS = 60
FULL_PERCENT = 90
RECENT_SECONDS = 3600
KEPT = ("stored", "in_flight", "waiting", "refused", "dropped")

Stats = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, what to do about it, and whether calls may get lost or are lost."""

    sentence: str
    remedy: str
    bad: bool = True


def troubles_now(stats: Stats, most_bytes: int, now: float) -> Iterator[Trouble]:
    """What keeps calls out of the log now, or did within the last hour; `now` in seconds of the epoch."""
    if stats.get("oldest_seconds", 0) > WAITS_SECONDS:
        age = figures.after(stats["oldest_seconds"])
        yield Trouble(
            f"Calls are late: the oldest has waited {age} to be recorded.",
            "The recorder does not get them into the database: its own log says what holds it up. Nothing is lost"
            " while calls wait.",
        )
    if percent(stats, most_bytes) >= FULL_PERCENT:
        yield Trouble(
            f"The spool is {percent(stats, most_bytes)}% full.",
            "Let the recorder catch up, or raise GPTBOOST_SPOOL_BYTES. At the limit the oldest bodies are"
            " let go first, never the facts.",
        )
    if 0 <= now - stats.get("last_loss", 0) < RECENT_SECONDS:
        yield Trouble(
            f"Something of a call could not be kept {figures.after(now - stats['last_loss'])} ago.",
            "The disk was full or failed, or the spool was at its limit. The calls themselves went through; what"
            " could not be kept of them is counted on this page.",
        )


def troubles_of(standing: Standing, most_bytes: int, now: float) -> list[Trouble]:
    """All that is wrong, the worst first."""
    now_wrong = troubles_now(standing.stats, most_bytes, now)
    return [*_unreadable(standing), *_unattended(standing), *now_wrong, *_lasting(standing)]


def missing(stats: Stats) -> int:
    """Calls that were received and are in none of the places where a call can be; below zero where one is in two."""
    return stats.get("received", 0) - sum(stats.get(name, 0) for name in KEPT)


def percent(stats: Stats, most_bytes: int) -> int:
    return 100 * stats.get("bytes", 0) // most_bytes if most_bytes else 0


def _unreadable(standing: Standing) -> Iterator[Trouble]:
    if standing.problem:
        yield Trouble(
            f"The spool cannot be read: {standing.problem}.",
            "Look at the disk and at the rights on the folder GPTBOOST_SPOOL_DIR. Calls go through meanwhile and"
            " wait in the gateway's memory.",
        )


def _unattended(standing: Standing) -> Iterator[Trouble]:
    if standing.stats and not standing.recorder:
        yield Trouble(
            "No recorder is at work on this host.",
            "Start “gptboost record”. Until then calls go through and wait in the spool.",
        )


def _lasting(standing: Standing) -> Iterator[Trouble]:
    """What stays wrong until somebody does something about it."""
    if lost := missing(standing.stats):
        yield Trouble(
            f"The account of calls is off by {figures.count(abs(lost))}.",
            "This should never be: please report it, with the figures below.",
        )
    if refused := standing.stats.get("refused", 0):
        yield Trouble(
            f"Refused by the database: {_calls(refused)}.",
            "The recorder's log names each with the reason. They stay in the spool.",
            bad=False,
        )
    if standing.broken:
        yield Trouble(
            f"Set aside because it was broken: the spool, {_times(standing.broken)}.",
            "The files *.broken in GPTBOOST_SPOOL_DIR are what was there. What could be read of them is in the log;"
            " delete them when you do not need the rest.",
            bad=False,
        )


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{figures.count(number)} calls"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{figures.count(number)} times"
