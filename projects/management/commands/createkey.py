"""manage.py createkey --project SLUG --kind secret|public [--name NAME]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.models import KeyKind, Project


class Command(BaseCommand):
    help = "Creates a key of a project and prints it, alone on stdout; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, help="the project's slug")
        parser.add_argument("--kind", required=True, choices=KeyKind.values)
        parser.add_argument("--name", default="", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        _, key = services.create_key(project=project, kind=options["kind"], name=options["name"])
        self.stdout.write(key)
