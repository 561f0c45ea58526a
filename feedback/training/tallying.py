"""What becomes of rows, counted: the report of one training set. Plain Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from feedback.training.choosing import Line
from feedback.training.reasons import Why
from feedback.training.splitting import TEST

SHOWN = 3


@dataclass(slots=True)
class Tally:
    """Lines and what they come to, and rows by why they were dropped; `first` are the first few lines."""

    lines: int = 0
    test_lines: int = 0
    rows: int = 0
    corrected_lines: int = 0
    size: int = 0
    characters: int = 0
    dropped: Counter[Why] = field(default_factory=Counter)
    first: list[bytes] = field(default_factory=list)

    @property
    def dropped_rows(self) -> int:
        return self.dropped.total()

    def add(self, outcome: Line | Why, *, corrected: bool = False) -> None:
        """Counts what came of a row; `corrected` is whether a correction is what the line teaches."""
        if isinstance(outcome, Why):
            self.dropped[outcome] += 1
            return
        self.lines += 1
        self.rows += outcome.rows
        self.test_lines += outcome.part == TEST
        self.corrected_lines += corrected
        self.size += len(outcome.text)
        self.characters += len(outcome.text.decode())
        if len(self.first) < SHOWN:
            self.first.append(outcome.text)
