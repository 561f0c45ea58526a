"""`python -m benchmarks.scale.filling ROWS`: 20 projects of `gptboost demo`'s kind, one with 35 % of all rows."""

from __future__ import annotations

import sys
import time

import django
from django.core.management import call_command

PROJECTS, SHARE = 20, 0.35
MOST_DAYS, LEAST_DAYS, A_DAY = 90, 7, 2_000
SLUG = "scale-{}"


def main(rows: int) -> None:
    """Fills the database, unless it was filled before, and has it know its tables."""
    from projects.models import Project

    call_command("migrate", verbosity=0)
    if Project.objects.filter(slug=SLUG.format(1)).exists():
        print("The database is filled already.")
        return
    began = time.perf_counter()
    fill(rows)
    print(f"Filled in {time.perf_counter() - began:,.0f} s, with the counting and cleaning that follows.", flush=True)


def fill(rows: int) -> None:
    from django.core.management.base import OutputWrapper
    from django.utils import timezone

    from feedback.demo.fast.planning import Plan
    from feedback.demo.fast.settling import settle
    from feedback.demo.fast.storing import store
    from projects.services import create_project
    from requestlog.progress import shown

    now, began = timezone.now(), time.perf_counter()
    days = min(max(rows // A_DAY, LEAST_DAYS), MOST_DAYS)
    projects = [create_project(slug=SLUG.format(n + 1), name=f"Project {n + 1}") for n in range(PROJECTS)]
    plans = [
        Plan(project_id=project.pk, seed=1, now=now, days=days, requests=share, rendered=min(rows // 8, 6_000))
        for project, share in zip(projects, shares(rows), strict=True)
    ]
    for _ in shown(store(plans, processes=2), "Requests", OutputWrapper(sys.stdout), size=int, total=rows):
        pass
    took = time.perf_counter() - began
    print(f"Stored {rows:,} requests with votes and words in {took:,.0f} s: {rows / took:,.0f} a second.", flush=True)
    call_command("rollup", verbosity=0)
    for _ in settle():
        pass


def shares(rows: int) -> list[int]:
    """How many rows each project gets: the first 35 %, the others the same of the rest."""
    first = round(rows * SHARE)
    others, more = divmod(rows - first, PROJECTS - 1)
    return [first, *(others + (place < more) for place in range(PROJECTS - 1))]


if __name__ == "__main__":
    from requestlog.database.patience import patience

    patience.seconds = 24 * 60 * 60
    django.setup()
    main(int(sys.argv[1]))
