"""manage.py createkey --project SLUG --kind secret|public [--name NAME] [--origin ORIGIN …]"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.models import KeyKind, Project

BY = "command createkey"


class Command(BaseCommand):
    help = "Creates a key of a project and prints it, alone on stdout; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, help="the project's slug")
        parser.add_argument("--kind", required=True, choices=KeyKind.values)
        parser.add_argument("--name", default="", help="what the key is for")
        parser.add_argument(
            "--origin",
            action="append",
            default=[],
            help="a page's origin, as https://app.example.org, that may use a public key; none: all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        wanted = {name: options[name] for name in ("kind", "name")}
        try:
            _, key = services.create_key(project=project, origins=options["origin"], by=BY, **wanted)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(key)
