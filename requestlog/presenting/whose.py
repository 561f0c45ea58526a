"""Whose a row is: the pages of its person and its session."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote_plus

from django.urls import reverse

from projects.models import Project
from requestlog.models import Request

PAGES = {"user": "person", "session": "session"}  # by column


def beginnings(project: Project, shown: Mapping[str, bool]) -> dict[str, str]:
    """What the URLs of such pages begin with, by column, of those that are shown: names are to follow."""
    return {column: f"{reverse(PAGES[column], args=[project.slug])}?id=" for column in PAGES if shown[column]}


def whose(entry: Request, begin: Mapping[str, str]) -> dict[str, str]:
    """The URLs for an entry's row; "" for no name, and for a column that is not shown, as that was not read."""
    return {
        "user_url": _page(begin["user"], entry.end_user) if "user" in begin else "",
        "session_url": _page(begin["session"], entry.session) if "session" in begin else "",
    }


def _page(begin: str, name: str) -> str:
    return begin + quote_plus(name) if name else ""
