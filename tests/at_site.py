"""The product's commands in the process of the tests, on the database of a running site: no other one has to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend

from gptboost_site.env import Settings

# What they write depends on the database alone, and on no setting of the site's own
COMMANDS = {"createproject", "configureproject", "createkey", "registerkey"}


def is_done_here(arguments: tuple[str, ...]) -> bool:
    """Whether a command writes the same in whichever process it runs."""
    return arguments[0] in COMMANDS and "--upstream" not in arguments


def said(url: str, arguments: tuple[str, ...], stdin: str = "") -> str:
    """What a command prints that runs on the database of `url`."""
    out = StringIO()
    with database_of(url), mock.patch("sys.stdin", StringIO(stdin)):
        call_command(*arguments, stdout=out)
    return out.getvalue()


@contextmanager
def database_of(url: str) -> Iterator[None]:
    """The ORM in this thread asks the database of `url` meanwhile, also in tests that use no database themselves."""
    mine = connections["default"]
    other = load_backend(mine.settings_dict["ENGINE"]).DatabaseWrapper(settings_of(url, mine.settings_dict), "default")
    # Not left to the first question, which pytest-django would refuse
    other.ensure_connection = lambda: None
    other.connect()
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = mine
        other.close()


def settings_of(url: str, mine: dict[str, Any]) -> dict[str, Any]:
    """Those of the tests' own database for another one; without a pool, of which a process has one."""
    place = Settings({"DATABASE_URL": url}).database("DATABASE_URL", "")
    named = {name: place[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    options = {name: value for name, value in mine["OPTIONS"].items() if name != "pool"}
    return {**mine, **named, "OPTIONS": options}
