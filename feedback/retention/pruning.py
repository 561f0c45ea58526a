"""What is past a project's limits goes, in short transactions: stopped anywhere, a later run goes on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from feedback.retention.bodies import prune_bodies
from feedback.retention.counting import would_go
from feedback.retention.limits import Kept
from feedback.retention.months import drop_months
from feedback.retention.names import prune_names
from feedback.retention.rows import prune_requests
from feedback.retention.votes import prune_tellings, prune_votes
from projects.models import Project
from requestlog.database.disk import give_back

Progress = Counter[str]
REST, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_PAUSE_SECONDS = 1.0
LIMITED = Q(keep_bodies_days__isnull=False) | Q(keep_requests_days__isnull=False) | Q(keep_votes_days__isnull=False)


def prune(*, project: Project, now: datetime, dry_run: bool = False) -> Iterator[Progress]:
    """Deletes what of `project` is past its limits at `now`; yields, by part, what each batch took away.

    Votes first: what only they kept goes next, requests, and then the bodies of those that stay. With `dry_run` it
    counts what would go and changes nothing.
    """
    kept = Kept.of(project, now)
    if dry_run:
        yield would_go(project, kept)
        return
    yield from prune_votes(project=project, kept=kept)
    yield from prune_tellings(project=project, kept=kept)
    yield from prune_requests(project=project, kept=kept)
    yield from prune_bodies(project=project, kept=kept)


def prune_months(*, now: datetime) -> Iterator[Progress]:
    """Drops the months that no project wants any more; PostgreSQL alone has months."""
    for table, number in drop_months(projects=Project.objects.all(), now=now):
        yield Counter(bodies=number) if table == "requestlog_payload" else Counter(words=number)


def limited() -> list[Project]:
    """The projects that do not keep everything for good."""
    return list(Project.objects.filter(LIMITED).order_by("slug"))


class Rounds:
    """Prunes bit by bit: a batch a call, then nothing of a project for an hour, unless its limits change."""

    def __init__(self) -> None:
        self._rested: dict[tuple[object, ...], datetime] = {}
        self._batches: Iterator[Progress] | None = None
        self._next_names = datetime.min.replace(tzinfo=UTC)

    def step(self, now: datetime) -> int:
        """Takes one batch away; returns how many rows, at least 1 while there may be more."""
        batches, self._batches = self._batches or self._begun(now), None
        batch = next(batches, None)
        if batch is None:
            return 0
        self._batches = batches  # not where it failed: the next call begins anew
        return max(batch.total(), 1)

    def _begun(self, now: datetime) -> Iterator[Progress]:
        due = [project for project in limited() if now >= self._rested.get(_limits_of(project), now)]
        return self._round(due, now) if due else iter(())

    def _round(self, projects: list[Project], now: datetime) -> Iterator[Progress]:
        yield from prune_months(now=now)
        for project in projects:
            yield from prune(project=project, now=now)
            self._rested[_limits_of(project)] = now + REST
        if now >= self._next_names:
            yield from prune_names()
            self._next_names = now + DAY
        yield from (Counter(pages=pages) for pages in give_back())


rounds = Rounds()


def prune_due(*, now: datetime) -> int:
    """The worker's share: a batch, then a pause as long as it took; returns how many rows went."""
    began = time.monotonic()
    gone = rounds.step(now)
    if gone:
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE_SECONDS))
    return gone


def _limits_of(project: Project) -> tuple[object, ...]:
    limits = (project.keep_bodies_days, project.keep_requests_days, project.keep_votes_days)
    return (project.pk, *limits, project.keep_rated)
