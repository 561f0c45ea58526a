"""How one browser shows the log: which columns, and how close the rows. Kept in a cookie of that browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COOKIE, SECONDS = "display", 365 * 24 * 60 * 60
COLUMNS = {
    "time": "Time",
    "endpoint": "Endpoint",
    "model": "Model",
    "tokens": "Tokens",
    "cost": "Cost",
    "latency": "Latency",
    "user": "End user",
    "session": "Session",
    "tags": "Tags",
}
USUAL = ("time", "model", "tokens", "cost", "latency", "tags")
DENSITIES = {"comfortable": "Comfortable", "compact": "Compact"}
# What the database is asked for; the others are read for any row
READ_FOR = {
    "model": ("model",),
    "tokens": ("prompt_tokens", "completion_tokens"),
    "cost": ("cost_usd",),
    "latency": ("latency_ms",),
    "user": ("end_user",),
    "session": ("session",),
}


@dataclass(frozen=True, slots=True)
class Display:
    """The columns beside the rating, the prompt and the answer, and whether rows are one line high."""

    columns: Sequence[str] = USUAL
    compact: bool = False

    @property
    def shown(self) -> dict[str, bool]:
        return {name: name in self.columns for name in COLUMNS}

    @property
    def fields(self) -> list[str]:
        """Of a request, what these columns need."""
        return [field for name in self.columns for field in READ_FOR.get(name, ())]

    def written(self) -> str:
        """For the cookie: compact:time.model"""
        return f"{'compact' if self.compact else 'comfortable'}:{'.'.join(self.columns)}"


def read_display(cookie: str) -> Display:
    """What a cookie says, which anybody may have written; what it cannot say is as usual."""
    density, colon, names = cookie.partition(":")
    if not colon or density not in DENSITIES:
        return Display()
    named = set(names.split("."))
    return Display(tuple(name for name in COLUMNS if name in named), density == "compact")
