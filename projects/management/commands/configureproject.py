"""manage.py configureproject SLUG [SETTING …]"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, BooleanOptionalAction
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services
from projects.limits import LIMITS
from projects.models import LogMode, Project

SWITCH = {"on": True, "off": False}
FOREVER = "forever"


def days(text: str) -> str:
    """An argument type: a number of days, or "forever"."""
    if text != FOREVER and not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise ArgumentTypeError(f"{text!r} is neither a number of days nor {FOREVER!r}")
    return text


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
        for name, part in LIMITS.items():
            told = f"how long {part} are kept; '{FOREVER}': for good"
            parser.add_argument(f"--{name.replace('_', '-')}", type=days, metavar="DAYS", help=told)
        parser.add_argument("--keep-rated", action=BooleanOptionalAction, help="keep what has votes as long as these")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(f"There is no project {slug!r}.")
        try:
            services.configure_project(project=project, by="command configureproject", **given(options))
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        for line in settings_of(project):
            self.stdout.write(line)


def given(options: dict[str, Any]) -> services.Settings:
    """The settings that the command line names."""
    names = {"votes_need_key": "feedback_needs_key", "reason": "reasons"}
    asked = {names.get(name, name): value for name, value in options.items() if value is not None}
    known = services.Settings.__annotations__
    return cast(services.Settings, {name: _value(name, value) for name, value in asked.items() if name in known})


def _value(name: str, value: Any) -> Any:
    """What a word of the command line means."""
    if name in LIMITS:
        return None if value == FOREVER else int(value)
    return SWITCH.get(value, value) if isinstance(value, str) else value


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
        *(f"{part} are kept: {_days(getattr(project, name))}" for name, part in LIMITS.items()),
        f"keep rated: {_switch(project.keep_rated)}",
    ]


def _switch(value: bool) -> str:
    return "on" if value else "off"


def _days(number: int | None) -> str:
    return FOREVER if number is None else f"{number} days"
