"""Watches every statement of the product's code: on project data, none may lack its project.

Of the tables of projects themselves, keys, members and invitations are also found by what people hold of them: the
digest of a key, a person, or the id of a row that was reached through its project.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).parent.parent
PROJECT_DATA = re.compile(
    r'(?:FROM|UPDATE|JOIN|INTO) "?((?:requestlog|feedback|insights)_\w+|projects_auditevent)"?', re.IGNORECASE
)
HELD = {
    # The gateway knows all keys of all open projects
    "projects_apikey": ("project_id", "digest", '"id"', "revoked_at"),
    "projects_upstreamkey": ("project_id", "digest", '"id"', "archived_at"),
    "projects_membership": ("project_id", "user_id", '"id"'),
    "projects_invitation": ("project_id", "digest", '"id"'),
}
HELD_DATA = re.compile(rf'(?:FROM|UPDATE) "?({"|".join(HELD)})"?', re.IGNORECASE)
# Looked up by the id that a client holds, before any project is known
BY_MESSAGE_ID = "requestlog_knownid"
# The worker takes what is next, whichever project's it is
QUEUES = {
    *("feedback_heldvote", "feedback_voteevent", "feedback_delivery"),
    *("requestlog_changedday", "requestlog_unsearched"),
}
# What PostgreSQL keeps by month is made and emptied month by month, for all projects at once
MONTH = re.compile(r"requestlog_(?:payload|search)_(?:rest|\d{4}_\d{2})")
OUTSIDE = ("tests", "benchmarks")
# The admin, and Django's own views of it, which are reached through our middleware
ALLOWED = ("admin.py", "middleware.py")


class UnscopedQueryError(AssertionError):
    """A statement on project data that does not name its project."""


@contextmanager
def watching() -> Iterator[None]:
    """Raises `UnscopedQueryError` at the first such statement."""
    with connection.execute_wrapper(refuse_unscoped):
        yield


def refuse_unscoped(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if is_unscoped(sql) and not asked_from_outside():
        raise UnscopedQueryError(sql)
    return execute(sql, params, many, context)


def is_unscoped(sql: str) -> bool:
    """Whether `sql` reads or changes project data without saying of which project."""
    named = set(PROJECT_DATA.findall(sql)) - {BY_MESSAGE_ID} - QUEUES
    tables = {table for table in named if not MONTH.fullmatch(table)}
    if sql.lstrip().upper().startswith(("INSERT", "CREATE", "ALTER", "DROP", "TRUNCATE")):
        return False
    where = sql.upper().partition("WHERE")[2].lower()
    is_held = all(any(column in where for column in HELD[table]) for table in HELD_DATA.findall(sql))
    return bool(tables and "project_id" not in where) or not is_held


def asked_from_outside() -> bool:
    """Whether a test, the admin or Django itself asked: the nearest frame of this project decides."""
    frame = sys._getframe(1)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts and path != Path(__file__):
            return path.relative_to(ROOT).parts[0] in OUTSIDE or path.name in ALLOWED
        frame = frame.f_back
    return True
