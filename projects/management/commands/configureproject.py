"""manage.py configureproject SLUG [--log full|metadata] [--stream-usage on|off] [--upstream NAME]"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.models import LogMode, Project

SWITCH = {"on": True, "off": False, None: None}


class Command(BaseCommand):
    help = "Changes how the gateway treats a project's calls, and prints the settings that result."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--log", choices=LogMode.values, help="keep facts and bodies, or facts alone")
        parser.add_argument("--stream-usage", choices=["on", "off"], help="ask for usage on streams")
        parser.add_argument("--upstream", help="a name of GPTBOOST_UPSTREAMS; '' for GPTBOOST_UPSTREAM_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["slug"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['slug']!r}.")
        try:
            services.configure_project(
                project=project,
                log=options["log"],
                stream_usage=SWITCH[options["stream_usage"]],
                upstream=options["upstream"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"log: {project.log}")
        self.stdout.write(f"stream usage: {'on' if project.stream_usage else 'off'}")
        self.stdout.write(f"upstream: {project.upstream or 'GPTBOOST_UPSTREAM_URL'}")
