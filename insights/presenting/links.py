"""Links to the rows behind a number: the log with the query string that counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from insights.windows import Window
from projects.models import Project

LIKED = ("positive", "amazing")


@dataclass(frozen=True, slots=True)
class Links:
    project: Project
    window: Window

    def log(
        self, *, since: datetime | None = None, until: datetime | None = None, **parameters: str | tuple[str, ...]
    ) -> str:
        """The log from `since` (the window's start where none is given) on, filtered by `parameters`."""
        limits = {"since": _iso(since or self.window.starts[0])} | ({"until": _iso(until)} if until else {})
        return f"{reverse('log', args=[self.project.slug])}?{urlencode({**parameters, **limits}, doseq=True)}"

    def detail(self, id: UUID) -> str:
        return reverse("detail", args=[self.project.slug, id])


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
