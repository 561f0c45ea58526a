"""The figures in Markdown: a table of the pages, a line for each goal, and how the pages grow with the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from benchmarks.scale.kinds import GOALS, GROWTH, Goal

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
Run = dict[str, Any]  # what `measuring` writes
HEAD = "| page | rows ms | floor ms | times | all SQL ms | page ms | queries | buffers hit | read | |"
NOTHING, NAMED = "–", 5


def report(runs: Sequence[Run]) -> Iterator[str]:
    """Lines of Markdown."""
    for run in runs:
        yield from table(run)
        yield from verdicts(run)
    for smaller, larger in growing(runs):
        yield from growth(smaller, larger)


def table(run: Run) -> Iterator[str]:
    yield f"### {NAMES[run['vendor']]}, {run['rows']:,} requests"
    yield ""
    yield HEAD
    yield "|---|" + "---:|" * 8 + "---|"
    yield from map(row, run["cases"])
    yield ""


def row(case: dict[str, Any]) -> str:
    times = case["rows"] / case["floor"] if case["rows"] and case["floor"] else None
    numbers = map(number, (case["rows"], case["floor"], times, case["sql"], case["page"]))
    seen = [f"{case[name]:,}" if case["hit"] else NOTHING for name in ("hit", "read")]
    return f"| {' | '.join([case['name'], *numbers, str(case['queries']), *seen, case['trouble']])} |"


def number(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def verdicts(run: Run) -> Iterator[str]:
    yield "| what | goal | worst | median | |"
    yield "|---|---:|---:|---:|---|"
    for goal in GOALS[run["vendor"]]:
        yield verdict(goal, [case for case in run["cases"] if case["kind"] in goal.kinds])
    slow = [case["name"] for case in run["cases"] if case["trouble"]]
    yield f"| no page fails or takes 2 s | | | | {'missed: ' + '; '.join(slow) if slow else 'met'} |"
    yield ""


def verdict(goal: Goal, cases: Sequence[dict[str, Any]]) -> str:
    known = sorted(case[goal.column] for case in cases if case[goal.column] is not None)
    missed = [case for case in cases if case[goal.column] is None or case[goal.column] > goal.most]
    worst = sorted(missed, key=lambda case: case[goal.column] or inf, reverse=True)[:NAMED]
    numbers = [number(known[-1] if known else None), number(known[len(known) // 2] if known else None)]
    names = "; ".join(case["name"] for case in worst)
    words = f"missed by {len(missed)} of {len(cases)}, most by {names}" if missed else "met"
    return f"| {goal.words} | ≤ {goal.most} ms | {' | '.join(numbers)} | {words} |"


def growing(runs: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """The smallest and the largest run of each kind of database of which there are several."""
    for vendor in NAMES:
        alike = sorted((run for run in runs if run["vendor"] == vendor), key=lambda run: int(run["rows"]))
        if len(alike) > 1:
            yield alike[0], alike[-1]


def growth(smaller: Run, larger: Run) -> Iterator[str]:
    yield f"### {NAMES[larger['vendor']]}, from {smaller['rows']:,} to {larger['rows']:,} requests"
    yield ""
    yield "| page | ms | ms | times |"
    yield "|---|---:|---:|---:|"
    before, grown = {case["name"]: case["page"] for case in smaller["cases"]}, []
    for case in larger["cases"]:
        if before.get(case["name"]) and case["page"]:
            grown.append((case["page"] / before[case["name"]], case["name"]))
            yield f"| {case['name']} | {number(before[case['name']])} | {number(case['page'])} | {grown[-1][0]:.2f} |"
    missed = [name for times, name in grown if times > GROWTH]
    yield ""
    yield f"No page grows by more than {GROWTH} times: " + (f"missed by {'; '.join(missed)}" if missed else "met") + "."
    yield ""
