"""The kinds of pages, and the goals for each. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

ONE, TWO, MORE, SEARCH, FIGURES, INSIGHTS, OTHER = "one", "two", "more", "search", "figures", "insights", "other"
LISTS = (ONE, TWO, MORE, SEARCH)


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so many milliseconds of one of `Figures`' columns, for the pages of some kinds."""

    words: str
    kinds: tuple[str, ...]
    column: str
    most: float


POSTGRESQL = (
    Goal("SQL of the rows with one filter, first or deep", (ONE,), "rows", 5),
    Goal("page with one filter, first or deep", (ONE,), "page", 40),
    Goal("page with two filters", (TWO,), "page", 60),
    Goal("page of a search", (SEARCH,), "page", 150),
    Goal("SQL of counts, facets and timeline", (FIGURES,), "sql", 30),
    Goal("SQL of the insights", (INSIGHTS,), "sql", 50),
)
SQLITE = (
    Goal("page with filters", (ONE, TWO, MORE), "page", 40),
    Goal("page of a search", (SEARCH,), "page", 60),
)
GOALS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
GROWTH = 1.5
