"""The full-text index of the database in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.db import connection

from projects.models import Project
from requestlog.search import postgresql, sqlite
from requestlog.search.documents import Document


class Index(Protocol):
    """What `postgresql` and `sqlite` have in common. All writing is done in the transaction of the caller."""

    BATCH: int

    def take(self, ids: Sequence[UUID]) -> set[UUID]:
        """Takes these out of the queue; returns those that were still there."""

    def store(self, documents: Sequence[Document]) -> None:
        """Keeps these words in place of those that were kept of the same calls."""

    def forget(self, project: Project, ids: Iterable[UUID]) -> None:
        """Keeps no words of these calls any more."""


def index() -> Index:
    return postgresql if connection.vendor == "postgresql" else sqlite
