"""manage.py rollup [--check | --rebuild] [--project SLUG] [--since WHEN]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.models import Project
from requestlog.management.commands.reprice import when
from requestlog.progress import shown
from requestlog.rollup.checking import Checked, check, days_of, rebuild
from requestlog.rollup.rolling import roll_up

ProjectDays = list[tuple[Project, date]]


class Command(BaseCommand):
    help = "The log counted by days: counts the days that have changed, as the worker does; or checks or rebuilds all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", help="its slug; without it, every project")
        parser.add_argument("--since", type=when, help="only days since then: 2026-11-01, 7d, …")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="compare with the log, say what differs, change nothing")
        what.add_argument("--rebuild", action="store_true", help="count every day anew")

    def handle(self, *args: Any, check: bool, rebuild: bool, **options: Any) -> None:
        days = list(self.days(options["project"], options["since"]))
        if check:
            self.check_all(days)
        elif rebuild:
            self.rebuild_all(days)
        else:
            self.count_changed()

    def days(self, slug: str | None, since: Any) -> Iterator[tuple[Project, date]]:
        projects = Project.objects.order_by("slug") if slug is None else Project.objects.filter(slug=slug)
        if slug is not None and not projects:
            raise CommandError(f"There is no project {slug!r}.")
        first = since.start(timezone.now()).date() if since else None
        for project in projects:
            yield from ((project, day) for day in days_of(project, first))

    def check_all(self, days: ProjectDays) -> None:
        wrong = waiting = 0
        for project, day in shown(days, "Days", self.stdout, size=lambda _: 1, total=len(days)):
            checked = check(project, day)
            waiting += checked.queued
            wrong += bool(checked.differences) and not checked.queued
            self.say(project, checked)
        self.stdout.write(f"Compared {len(days):,} days: {wrong:,} differ, {waiting:,} wait for the worker.")
        if wrong:
            raise CommandError("The roll-up differs from the log; `rollup --rebuild` counts it anew.")

    def say(self, project: Project, checked: Checked) -> None:
        for each in checked.differences:
            kind = f"{each.group} {each.figure}"
            numbers = f"{each.rolled_up} in the roll-up, {each.counted} in the log"
            self.stdout.write(f"{project.slug} {checked.day} {kind}: {numbers}{' (queued)' if checked.queued else ''}")

    def rebuild_all(self, days: ProjectDays) -> None:
        for project, day in shown(days, "Days", self.stdout, size=lambda _: 1, total=len(days)):
            rebuild(project, day)
        self.stdout.write(f"Counted {len(days):,} days anew.")

    def count_changed(self) -> None:
        done = 0
        while counted := roll_up(now=timezone.now()):
            done += counted
        self.stdout.write(f"Counted {done:,} days that had changed.")
