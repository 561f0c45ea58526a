"""manage.py configureproject SLUG [SETTING …]"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.models import LogMode, Project

SWITCH = {"on": True, "off": False}


class Command(BaseCommand):
    help = "Changes how a project's calls and votes are treated, and prints the settings that result."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--log", choices=LogMode.values, help="keep facts and bodies, or facts alone")
        parser.add_argument("--stream-usage", choices=SWITCH, help="ask for usage on streams")
        parser.add_argument("--upstream", help="a name of GPTBOOST_UPSTREAMS; '' for GPTBOOST_UPSTREAM_URL")
        parser.add_argument("--votes-need-key", choices=SWITCH, help="refuse votes without a key or token")
        parser.add_argument("--vote-tokens", choices=SWITCH, help="answer calls with a token for votes on them")
        parser.add_argument("--vote-hold-minutes", type=int, help="how long votes with a key wait for their message")
        parser.add_argument("--reason", action="append", help="a reason to pick from; give it once for each")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(f"There is no project {slug!r}.")
        try:
            services.configure_project(project=project, **given(options))
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        for line in settings_of(project):
            self.stdout.write(line)


def given(options: dict[str, Any]) -> services.Settings:
    """The settings that the command line names."""
    names = {"votes_need_key": "feedback_needs_key", "reason": "reasons"}
    asked = {names.get(name, name): value for name, value in options.items() if value is not None}
    switched = {name: SWITCH.get(value, value) if isinstance(value, str) else value for name, value in asked.items()}
    known = services.Settings.__annotations__
    return cast(services.Settings, {name: value for name, value in switched.items() if name in known})


def settings_of(project: Project) -> list[str]:
    """A line a setting."""
    return [
        f"log: {project.log}",
        f"stream usage: {_switch(project.stream_usage)}",
        f"upstream: {project.upstream or 'GPTBOOST_UPSTREAM_URL'}",
        f"votes need key: {_switch(project.feedback_needs_key)}",
        f"vote tokens: {_switch(project.vote_tokens)}",
        f"vote hold minutes: {project.vote_hold_minutes}",
        f"reasons: {', '.join(project.reasons) or 'none'}",
    ]


def _switch(value: bool) -> str:
    return "on" if value else "off"
