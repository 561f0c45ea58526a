"""What the query string asks of the page, and the query strings of its links: the URL is the whole state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from insights.comparing import ALL, BEFORE, NOW, NoComparisonError, Side, sides_of
from insights.voices import DEFAULT, VOICES, Voices
from insights.windows import DEFAULT as MONTH
from insights.windows import NoWindowError, Window, window, window_of

SAID = 40
USUAL = {"window": MONTH, "votes": DEFAULT.name, "a_in": NOW, "b_in": NOW}
NAMES = ("window", "since", "until", "votes", "by", "a", "a_in", "b", "b_in")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Asked:
    """Window, voices, what is broken down `by` ("" where nothing is chosen), and the two sides that are compared.

    What is wrong is in `problems`, in words, and left at its usual value.
    """

    given: Mapping[str, str]
    window: Window
    voices: Voices
    by: str
    sides: tuple[Side, Side] | None
    problems: list[str] = field(default_factory=list)

    def query(self, **instead: str) -> str:
        """The query string with some parameters set, or left out where they are ""; usual values are not said."""
        wanted = {**self.given, **instead}
        pairs = [(name, wanted[name]) for name in NAMES if wanted.get(name) and wanted[name] != USUAL.get(name)]
        return f"?{urlencode(pairs)}"

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """What a form sends along, but for its own fields."""
        return [(name, self.given[name]) for name in NAMES if self.given.get(name) and name not in without]


def asked_of(query: Mapping[str, str], now: datetime) -> Asked:
    """What `query` asks for."""
    problems: list[str] = []
    given = {name: query.get(name, "") for name in NAMES}
    shown = _or(problems, lambda: window_of(given, now), None)
    if shown is None:
        shown = window(MONTH, now)
        given |= {"window": "", "since": "", "until": ""}
        problems[-1] += f" Shown are {shown.words}."
    if shown.name == "":
        given |= {"window": "", "since": str(shown.first), "until": str(shown.last)}
    if (votes := given["votes"] or DEFAULT.name) not in VOICES:
        problems.append(
            f"There are no votes of “{votes[:SAID]}”. Choose one of {', '.join(VOICES)}. Shown are those of users."
        )
        votes = given["votes"] = DEFAULT.name
    sides = _or(problems, lambda: _sides(given), None)
    return Asked(given, shown, VOICES[votes], given["by"], sides, problems)


def _sides(given: Mapping[str, str]) -> tuple[Side, Side] | None:
    """None where nothing is compared. Without a B, A is compared with itself in the window before."""
    if not (given["a"] or given["b"]):
        return None
    a = (given["a"] or ALL, given["a_in"] or NOW)
    b = (given["b"], given["b_in"] or NOW) if given["b"] else (a[0], given["b_in"] or BEFORE)
    return sides_of(a, b)


def _or(problems: list[str], ask: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return ask()
    except (NoWindowError, NoComparisonError) as error:
        problems.append(str(error))
        return otherwise
