"""Everything on the status page: how the spool of this host stands, and how the project's log fills. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat

from requestlog.presenting import figures
from requestlog.presenting.troubles import FULL_PERCENT, KEPT, missing, percent, troubles_of
from requestlog.querysets import Arrivals
from requestlog.spool.looking import Standing

PLACES = {
    "stored": ("Stored", "In the database, and so in the log."),
    "in_flight": ("In flight", "The answer is still on its way to the client."),
    "waiting": ("Waiting", "Over, and about to be recorded."),
    "refused": ("Refused", "The database would not take them; they stay in the spool for a person to look at."),
    "dropped": ("Dropped", "Went through, but could not be kept at all: the disk failed for longer than memory lasts."),
}
LOSSES = {
    "cut": ("End not kept", "The log has the call but not how it ended; it says “interrupted”."),
    "bodies_dropped": ("Without bodies", "The spool was at its limit: facts kept, request and answer let go."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A number, its name, and a sentence that explains it; `tone` is "warn" or "error" where it should be
    zero and is not."""

    name: str
    number: str
    sentence: str
    tone: str = ""


def status_context(
    standing: Standing, arrivals: Arrivals, *, most_bytes: int, answered_ms: float, now: datetime
) -> dict[str, Any]:
    """The context of the status page at `now`; the spool's limit, and how long the database took to say `arrivals`."""
    stats = standing.stats
    return {
        "now": now,
        "troubles": troubles_of(standing, most_bytes, now.timestamp()),
        "standing": standing,
        "answered": figures.duration(answered_ms),
        "account": account(stats),
        "losses": [_line(stats, name, *words, tone="warn") for name, words in LOSSES.items()],
        "spool": spool(stats, most_bytes),
        "arrivals": arrivals,
        "last_ago": figures.after((now - arrivals.last).total_seconds()) if arrivals.last else "",
    }


def account(stats: Mapping[str, int]) -> list[Line]:
    """The calls that were received, and the places where they are now, which add up to them."""
    adds_up = "do not add up to it" if missing(stats) else "add up to it"
    received = ("Received", f"By the gateways of this host, since this spool began. The lines below {adds_up}.")
    places = [_line(stats, name, *PLACES[name], tone="warn" * (name == "dropped")) for name in KEPT]
    return [_line(stats, "received", *received, tone="error" * bool(missing(stats))), *places]


def spool(stats: Mapping[str, int], most_bytes: int) -> dict[str, Any]:
    """The spool's size against its limit, and how long the oldest call has waited."""
    size, oldest = stats.get("bytes", 0), stats.get("oldest_seconds", 0)
    return {
        "bytes": size,
        "most_bytes": most_bytes,
        "high": most_bytes * FULL_PERCENT // 100,
        "in_words": f"{filesizeformat(size)} of {filesizeformat(most_bytes)}, {percent(stats, most_bytes)}%",
        "oldest": figures.after(oldest) if stats.get("waiting") else "",
    }


def _line(stats: Mapping[str, int], name: str, title: str, sentence: str, *, tone: str) -> Line:
    number = stats.get(name, 0)
    return Line(title, figures.count(number), sentence, tone if number else "")
