"""manage.py createproject SLUG --name NAME [--owner USERNAME]"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects import services


class Command(BaseCommand):
    help = "Creates a project."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its name in URLs: lower-case letters, digits, hyphens")
        parser.add_argument("--name", required=True, help="its name for people")
        parser.add_argument("--owner", help="the username of its first owner")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            project = services.create_project(
                slug=options["slug"],
                name=options["name"],
                owner=self.owner(options["owner"]),
                by="command createproject",
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"Created the project {project.slug}.")

    def owner(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        return user
