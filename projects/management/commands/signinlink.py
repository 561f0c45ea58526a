"""manage.py signinlink [--user USERNAME] [--next PATH]"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.http import urlencode
from sesame.utils import get_token

from projects import services


class Command(BaseCommand):
    help = "Prints a link that signs a person in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", help="whom to sign in; without it the operator, who is made if need be")
        parser.add_argument("--next", default="/", help="the path to open after the sign-in")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["user"] is None:
            user: Any = services.operator()
        else:
            user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']!r}.")
        query = urlencode({"token": get_token(user), "next": options["next"]})
        self.stdout.write(f"{settings.PUBLIC_URL}/accounts/link/?{query}")
