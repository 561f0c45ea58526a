"""What the tests of selections have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from projects.models import Project
from requestlog.models import Request
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

LOG, BULK = "/p/support/requests/", "/p/support/requests/bulk/"


def calls(project: Project, number: int, **facts: Any) -> list[Request]:
    """So many calls, a minute apart, the oldest first."""
    return [create_entry(project, at=NOW + timedelta(minutes=minute), **facts) for minute in range(number)]


def dislikes(project: Project, number: int) -> list[Request]:
    return [create_rated(project, "negative", at=NOW + timedelta(minutes=minute)) for minute in range(number)]


def bulk(client: Client, action: str, entries: Iterable[Request] = (), **fields: Any) -> HttpResponse:
    """The answer to the bar of actions."""
    data = {"action": action, "id": [str(entry.id) for entry in entries], **fields}
    return client.post(BULK, data)


def said(client: Client) -> str:
    """What the log says next."""
    return text_of(client.get(LOG))
