"""manage.py reprice [--project SLUG] [--since WHEN] [--until WHEN] [--missing]"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.models import Project
from requestlog.moments import When, read_when
from requestlog.progress import shown
from requestlog.repricing import Repriced, reprice


def when(text: str) -> When:
    """An argument type: a time as the log's filters take it."""
    try:
        return read_when(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Costs anew: from the tokens that are stored and the prices that are installed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", help="its slug; without it, every project")
        parser.add_argument("--since", type=when, help="only calls since then: 2026-11-01, 7d, …")
        parser.add_argument("--until", type=when, help="only calls until then")
        parser.add_argument("--missing", action="store_true", help="only calls whose cost is not known")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        since = options["since"].start(now) if options["since"] else None
        until = options["until"].end(now) if options["until"] else None
        projects = self.projects(options["project"])
        batches = (reprice(project=each, since=since, until=until, missing=options["missing"]) for each in projects)
        self.report(chain.from_iterable(batches))

    def projects(self, slug: str | None) -> Iterable[Project]:
        found = Project.objects.order_by("slug") if slug is None else Project.objects.filter(slug=slug)
        if slug is not None and not found:
            raise CommandError(f"There is no project {slug!r}.")
        return found

    def report(self, batches: Iterable[Repriced]) -> None:
        seen = changed = 0
        for batch in shown(batches, "Requests", self.stdout, size=attrgetter("seen")):
            seen, changed = seen + batch.seen, changed + batch.changed
        self.stdout.write(f"Looked at {seen:,} requests with tokens: {changed:,} have another cost now.")
