"""The server's log while the database is away."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from gptboost_site.brevity import BriefWhileAway


def logged(error: Exception) -> str:
    """What the log says of `error`, out of which a page came."""
    try:
        raise error
    except Exception:  # noqa: BLE001
        record = logging.LogRecord("django.request", 40, "", 1, "%s: %s", ("Error", "/p/"), sys.exc_info())
    assert BriefWhileAway().filter(record)
    return logging.Formatter("%(message)s").format(record)


def test_it_says_in_a_line_that_the_database_is_away():
    assert logged(OperationalError("the server hangs")) == "Error: /p/: the server hangs"


def unmigrated() -> ProgrammingError:
    error = ProgrammingError("no such table")
    error.__cause__ = UndefinedTable("no such table")
    return error


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), unmigrated()], ids=["a mistake", "a missing table"])
def test_it_keeps_what_a_person_has_to_look_into(error):
    assert "Traceback" in logged(error)


def test_it_leaves_other_lines_as_they_are():
    record = logging.LogRecord("django.request", 30, "", 1, "Not Found: %s", ("/nothing",), None)
    assert BriefWhileAway().filter(record)
    assert record.getMessage() == "Not Found: /nothing"
