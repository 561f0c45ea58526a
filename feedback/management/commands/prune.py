"""manage.py prune [--project SLUG …] [--dry-run] [--vacuum]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from feedback.retention import pruning
from feedback.retention.names import prune_names
from feedback.retention.report import disk_table, limits_in_words, rows_table
from feedback.retention.sizes import sizes
from projects.models import Project
from requestlog.database import disk
from requestlog.progress import say, shown


class Command(BaseCommand):
    help = "Deletes what is past the limits of its project, and gives the disk back; stopped anywhere, it can go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", action="append", help="its slug, also several; without it, every project")
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")
        parser.add_argument(
            "--vacuum",
            action="store_true",
            help="write SQLite's file anew at the end: locks the database, and needs room for a copy of it",
        )

    def handle(self, *args: Any, dry_run: bool, vacuum: bool, **options: Any) -> None:
        if vacuum and (dry_run or connection.vendor != "sqlite"):
            raise CommandError("--vacuum is for SQLite alone, and does not go with --dry-run.")
        self.now = timezone.now()
        projects = self.projects(options["project"])
        before = sizes()
        if projects and not dry_run and options["project"] is None:
            self.prune_months()
        gone = {project: self.prune(project, dry_run) for project in projects}
        self.report(gone, dry_run)
        if not dry_run:
            self.tidy(vacuum)
            say(disk_table(before, sizes()), self.stdout)
            self.advise()

    def projects(self, slugs: list[str] | None) -> list[Project]:
        if slugs is None:
            return pruning.limited()
        found = {project.slug: project for project in Project.objects.filter(slug__in=slugs)}
        for slug in slugs:
            if slug not in found:
                raise CommandError(f"There is no project {slug!r}.")
        return [found[slug] for slug in dict.fromkeys(slugs)]

    def prune(self, project: Project, dry_run: bool) -> Counter[str]:
        batches = pruning.prune(project=project, now=self.now, dry_run=dry_run)
        return self.summed(batches, f"Rows of {project.slug}")

    def summed(self, batches: Iterator[Counter[str]], what: str) -> Counter[str]:
        total: Counter[str] = Counter()
        for batch in shown(batches, what, self.stdout, size=Counter.total):
            total.update(batch)
        return total

    def prune_months(self) -> None:
        """What is of all projects: on PostgreSQL months that none of them wants any more."""
        gone = self.summed(pruning.prune_months(now=self.now), "Months")
        if gone["bodies"]:
            self.stdout.write(f"Dropped in whole months: {gone['bodies']:,} bodies, beside those below.")

    def tidy(self, vacuum: bool) -> None:
        """Forgets ids of nothing, and gives the disk back."""
        self.summed(prune_names(), "Ids")
        if vacuum:
            self.stdout.write("Writing the file anew; the database is locked meanwhile.")
            disk.vacuum()
        for _ in disk.give_back():
            pass
        disk.settle()

    def report(self, gone: dict[Project, Counter[str]], dry_run: bool) -> None:
        if not gone:
            self.stdout.write("Every project keeps everything for good: there is nothing to prune.")
            return
        say(rows_table(gone, dry_run=dry_run), self.stdout)
        for project in gone:
            self.stdout.write(limits_in_words(project))

    def advise(self) -> None:
        if connection.vendor == "sqlite" and not disk.gives_back():
            self.stdout.write(
                "This file keeps what is free for new rows. `gptboost prune --vacuum` gives it back, once."
            )
