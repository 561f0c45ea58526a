"""manage.py search [--rebuild [--project SLUG] [--since WHEN] [--until WHEN]]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from operator import attrgetter
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.models import Project
from requestlog.management.commands.reprice import when
from requestlog.progress import shown
from requestlog.search.filling import fill_search
from requestlog.search.rebuilding import Collected, rebuild


class Command(BaseCommand):
    help = "What search finds: collects the words of new calls and votes, as the worker does; or of all calls anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="collect the words of all calls anew, newest first")
        parser.add_argument("--project", help="its slug; without it, every project")
        parser.add_argument("--since", type=when, help="only calls since then: 2026-11-01, 7d, …")
        parser.add_argument("--until", type=when, help="only calls until then, to go on where a rebuild was stopped")

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        began = monotonic()
        done = self.rebuild(**self.span(options)) if rebuild else self.fill()
        rate = done / max(monotonic() - began, 0.001)
        self.stdout.write(f"Collected the words of {done:,} calls, {rate:,.0f} a second.")

    def fill(self) -> int:
        done = 0
        while collected := fill_search(now=timezone.now()):
            done += collected
        return done

    def span(self, options: dict[str, Any]) -> dict[str, Any]:
        now, slug = timezone.now(), options["project"]
        projects = Project.objects.order_by("slug") if slug is None else Project.objects.filter(slug=slug)
        if slug is not None and not projects:
            raise CommandError(f"There is no project {slug!r}.")
        since, until = options["since"], options["until"]
        return {"projects": projects, "since": since and since.start(now), "until": until and until.end(now)}

    def rebuild(self, projects: Iterable[Project], since: datetime | None, until: datetime | None) -> int:
        span = {"since": since, "until": until}
        total = sum(project.requests.between(**span).count() for project in projects)
        batches = chain.from_iterable(rebuild(project=project, **span) for project in projects)
        done, last = 0, None
        try:
            for last in shown(batches, "Calls", self.stdout, size=attrgetter("calls"), total=total):
                done += last.calls
        except KeyboardInterrupt:
            self.stdout.write(self.how_to_go_on(last))
        return done

    def how_to_go_on(self, last: Collected | None) -> str:
        if last is None:
            return "Stopped before the first batch."
        at = f"--project {last.project.slug} --until {last.until:%Y-%m-%dT%H:%M:%S.%fZ}"
        return f"Stopped. To go on, say: search --rebuild {at}; then the projects after it."
