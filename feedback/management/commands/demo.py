"""manage.py demo [--requests 10000] [--seed 1] [--days 30] [--project demo] [--more]"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feedback.demo.month import month
from feedback.demo.store import fill
from projects import services
from projects.models import Project
from requestlog.progress import shown


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
        parser.add_argument("--requests", type=between(1, 1_000_000), default=10_000, help="how many (%(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="another number, another month (%(default)s)")
        parser.add_argument("--days", type=between(1, 365), default=30, help="how far back from now (%(default)s)")
        parser.add_argument("--project", default="demo", help="its slug; made where it is missing (%(default)s)")
        parser.add_argument("--more", action="store_true", help="add to a project that holds requests already")

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
        began, now, count = monotonic(), timezone.now(), options["requests"]
        calls = month(seed=options["seed"], now=now, days=options["days"], requests=count, project_id=project.pk)
        batches = fill(project=project, exchanges=calls, now=now)
        for _ in shown(batches, "Sample requests", self.stdout, size=int, total=count):
            pass
        took = monotonic() - began
        self.stdout.write(f"Stored {count:,} requests in {took:.1f} s ({count / took:,.0f} a second).")
