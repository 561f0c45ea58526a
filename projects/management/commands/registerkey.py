"""manage.py registerkey --project SLUG [--name NAME] < file-with-the-upstream-key"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.models import Project


class Command(BaseCommand):
    help = "Reads an upstream's key from stdin; calls that carry it belong to the project. Only its HMAC is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, help="the project's slug")
        parser.add_argument("--name", default="", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        upstream_key = sys.stdin.readline().strip()
        if not upstream_key:
            raise CommandError("No key on stdin.")
        row = services.register_upstream_key(
            project=project, upstream_key=upstream_key, name=options["name"], by="command registerkey"
        )
        self.stdout.write(f"Calls with the key {row} now belong to {project.slug}.")
