"""What is asked and answered in the demo: the intents of `texts/*.toml`, as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says with a vote; `ask` is the only question that it fits, None where it fits all."""

    comment: str
    tags: tuple[str, ...]
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """A bad answer, and what is said about it."""

    answer: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str
    arguments: dict[str, str]
    result: dict[str, str]


@dataclass(frozen=True, slots=True)
class Intent:
    """One kind of question. All texts are templates over `slots`; `fits` pairs questions with answers."""

    name: str
    topic: str
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    fits: tuple[int, ...] = ()
    liked: tuple[Remark, ...] = ()
    loved: tuple[Remark, ...] = ()
    follow: tuple[tuple[str, str], ...] = ()
    tool: Tool | None = None
    language: str = "en"
    risk: float = 1.0
    ease: float = 1.0
    silent: bool = field(default=False)

    def answer(self, ask: int, rng: Random) -> str:
        """A good answer to the question number `ask`."""
        if self.fits:
            return self.answers[self.fits[ask]]
        return self.answers[ask] if len(self.asks) == len(self.answers) else rng.choice(self.answers)

    def flaws_of(self, ask: int) -> list[Flaw]:
        return [flaw for flaw in self.flaws if flaw.remark.ask in (None, ask)]


@cache
def intents() -> tuple[Intent, ...]:
    """Every intent, always in the same order."""
    known = {raw["name"]: Tool(**raw) for raw in _read("tools.toml")["tool"]}
    files = sorted(path.name for path in FOLDER.glob("*.toml") if path.name != "tools.toml")
    return tuple(_intent(raw, known) for name in files for raw in _read(name)["intent"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def _intent(raw: dict[str, Any], known: dict[str, Tool]) -> Intent:
    lists = {name: tuple(value) for name, value in raw.items() if name in ("asks", "answers", "fits")}
    remarks = {name: tuple(_remark(*row) for row in raw.get(name, ())) for name in ("liked", "loved")}
    flaws = tuple(Flaw(answer, _remark(*row)) for answer, *row in raw["flaws"])
    follow = tuple((ask, answer) for ask, answer in raw.get("follow", ()))
    tool = known[raw["tool"]] if "tool" in raw else None
    return Intent(**{**raw, **lists, **remarks, "flaws": flaws, "follow": follow, "tool": tool})


def _remark(comment: str, tags: str, ask: int | None = None) -> Remark:
    return Remark(comment, tuple(tags.split()), ask)
