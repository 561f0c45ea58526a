"""What a run took away, and what the disk has back, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from rich.filesize import decimal
from rich.table import Table

from feedback.retention.limits import PARTS
from feedback.retention.sizes import Sizes
from projects.models import Project

SHOWN = {
    "bodies": "bodies",
    "requests": "requests",
    "votes": "votes",
    "past_votes": "votes as they were before",
    "reviews": "notes of the team",
    "labels": "labels of the team",
    "deliveries": "messages to webhooks",
}


def rows_table(gone: Mapping[Project, Counter[str]], *, dry_run: bool) -> Table:
    """The rows of each project and part that went, or would go."""
    table = Table("project", "part", "kept", box=None, pad_edge=False)
    table.add_column("would go" if dry_run else "gone", justify="right")
    for project, counted in gone.items():
        for part, words in SHOWN.items():
            table.add_row(project.slug, words, _limit(project, part), f"{counted[part]:,}")
    return table


def disk_table(before: Sizes, after: Sizes) -> Table:
    """What each table takes, and all together, before and after."""
    table = Table("on the disk", box=None, pad_edge=False)
    for name in ("before", "after", "freed"):
        table.add_column(name, justify="right")
    for name, then, now in _sizes(before, after):
        table.add_row(name, decimal(then), decimal(now), decimal(then - now) if then > now else "–")
    return table


def limits_in_words(project: Project) -> str:
    """support keeps bodies for 30 days, requests for good and votes for good; …"""
    parts = {part: _days(getattr(project, name)) for name, part in PARTS.items()}
    rated = "with" if project.keep_rated else "without"
    kept = f"bodies {parts['bodies']}, requests {parts['requests']}, votes {parts['votes']}"
    return f"{project.slug} keeps {kept}; {rated} an exemption for what has votes or a review."


def _limit(project: Project, part: str) -> str:
    limits = {part: _days(getattr(project, name)) for name, part in PARTS.items()}
    return limits.get(part, limits["votes"])


def _days(days: int | None) -> str:
    return "for good" if days is None else "for 1 day" if days == 1 else f"for {days:,} days"


def _sizes(before: Sizes, after: Sizes) -> Iterator[tuple[str, int, int]]:
    for name in before.tables:
        yield name, before.tables[name], after.tables.get(name, 0)
    if not before.tables:
        yield "free pages in the file", before.free, after.free
    yield "the database", before.total, after.total
