"""Markdown tables, and the goals beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

console = Console(width=250, highlight=False, no_color=True, soft_wrap=True)


@dataclass(frozen=True)
class Goal:
    """A figure that must not be above `limit`, or not below it where `least` is said."""

    what: str
    limit: float
    measured: float
    unit: str = "ms"
    least: bool = False

    @property
    def reached(self) -> bool:
        return self.measured >= self.limit if self.least else self.measured <= self.limit

    def row(self) -> tuple[str, ...]:
        wanted = f"{'≥' if self.least else '≤'} {number(self.limit)} {self.unit}"
        return self.what, wanted, f"{number(self.measured)} {self.unit}", "yes" if self.reached else "**no**"


@dataclass(frozen=True)
class Section:
    """A part of the report: columns of text first, of figures then."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal] = ()
    text_columns: int = 1

    def show(self) -> None:
        table = Table(box=box.MARKDOWN)
        for position, name in enumerate(self.columns):
            table.add_column(name, justify="left" if position < self.text_columns else "right", no_wrap=True)
        for row in self.rows:
            table.add_row(*row)
        with console.capture() as captured:
            console.print(table)
        lines = (line.rstrip() for line in captured.get().strip().splitlines())
        console.print(f"\n### {self.title}\n", *lines, sep="\n", markup=False)


def number(value: float) -> str:
    """Whole above 100 or where it is; else with one decimal or, below 10, two."""
    whole = value == int(value) or abs(value) >= 100
    return f"{value:,.{0 if whole else 1 if abs(value) >= 10 else 2}f}"


def goals_of(sections: Sequence[Section]) -> Section:
    rows = [goal.row() for section in sections for goal in section.goals]
    return Section("Goals", ("what", "goal", "measured", "reached"), rows, text_columns=4)
