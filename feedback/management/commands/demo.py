"""manage.py demo [--requests 10000] [--seed 1] [--days 30] [--project demo] [--more] [--no-search] [--processes N]"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feedback.demo.fast.planning import Plan
from feedback.demo.fast.settling import settle
from feedback.demo.fast.storing import store
from feedback.demo.month import month
from feedback.demo.store import fill
from projects import services
from projects.models import Project
from requestlog.progress import shown

# From how many on calls are made like others, and like how many
MANY, RENDERED = 50_000, 6_000
HOW_MANY = f"how many (%(default)s); of more than {MANY:,} most are like others, under ids of their own"


def between(least: int, most: int) -> Callable[[str], int]:
    """An argument type: a whole number in these bounds."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")
        return int(text)

    return number


class Command(BaseCommand):
    help = "Fills a project with a believable month of sample requests and votes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=between(1, 100_000_000), default=10_000, help=HOW_MANY)
        parser.add_argument("--seed", type=int, default=1, help="another number, another month (%(default)s)")
        parser.add_argument("--days", type=between(1, 365), default=30, help="how far back from now (%(default)s)")
        parser.add_argument("--project", default="demo", help="its slug; made where it is missing (%(default)s)")
        parser.add_argument("--more", action="store_true", help="add to a project that holds requests already")
        parser.add_argument("--no-search", action="store_true", help="have search find none of many requests")
        parser.add_argument("--processes", type=between(1, 64), default=2, help="for many (%(default)s; on SQLite 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = self.project(options["project"])
        if project.requests.exists() and not options["more"]:
            self.stdout.write(f"The project {project.slug} holds requests already; --more adds to them.")
        else:
            self.fill(project, options)
        self.stdout.write(f"Look at {settings.PUBLIC_URL.rstrip('/')}/p/{project.slug}/requests/")

    def project(self, slug: str) -> Project:
        try:
            return Project.objects.filter(slug=slug).first() or services.create_project(slug=slug, name=slug.title())
        except ValidationError as error:
            raise CommandError(f"--project {slug}: {'; '.join(error.messages)}") from error

    def fill(self, project: Project, options: dict[str, Any]) -> None:
        began, count = monotonic(), options["requests"]
        try:
            for _ in shown(self.batches(project, options), "Sample requests", self.stdout, size=int, total=count):
                pass
        except KeyboardInterrupt as stopped:
            kept = f"Stopped. The project holds {project.requests.count():,} requests, each whole; --more adds to them."
            raise CommandError(kept, returncode=130) from stopped
        took = monotonic() - began
        self.stdout.write(f"Stored {count:,} requests in {took:.1f} s ({count / took:,.0f} a second).")
        self.settle(count)

    def batches(self, project: Project, options: dict[str, Any]) -> Iterator[int]:
        """Stores the calls; how many in each batch."""
        now, count = timezone.now(), options["requests"]
        asked = {**{name: options[name] for name in ("seed", "days", "requests")}, "now": now, "project_id": project.pk}
        if count <= MANY:
            return fill(project=project, exchanges=month(**asked), now=now)
        plan = Plan(**asked, searched=not options["no_search"], rendered=min(count // 8, RENDERED))
        return store([plan], processes=options["processes"])

    def settle(self, count: int) -> None:
        began = monotonic()
        if count > MANY:
            for statement in settle():
                self.stdout.write(statement)
            self.stdout.write(f"The database knows its tables anew, after {monotonic() - began:.1f} s.")
