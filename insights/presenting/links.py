"""Links to the rows behind a number: the log with the query string that counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from insights.voices import DEFAULT, Voices
from insights.windows import Window
from projects.models import Project

LIKED = ("positive", "amazing")


@dataclass(frozen=True, slots=True)
class Links:
    project: Project
    window: Window
    voices: Voices

    def log(
        self, *, since: datetime | None = None, until: datetime | None = None, **parameters: str | tuple[str, ...]
    ) -> str:
        """The log from `since` (the window's start where none is given) on, filtered by `parameters`."""
        limits = {"since": _iso(since or self.window.starts[0])} | ({"until": _iso(until)} if until else {})
        return f"{reverse('log', args=[self.project.slug])}?{urlencode({**parameters, **limits}, doseq=True)}"

    def rated(
        self,
        rating: str | tuple[str, ...],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        **more: str,
    ) -> str:
        """The rows that count as rated so; "" where no query string finds them."""
        if not self.voices.parameter:
            return ""
        parameters: dict[str, Any] = {self.voices.parameter: rating, **more}
        return self.log(since=since, until=until, **parameters)

    def commented(self, **more: str) -> str:
        """The rows with a comment; "" where no query string finds them, for the log knows users' comments alone."""
        parameters: dict[str, Any] = {**more, "comment": "yes"}
        return self.log(**parameters) if self.voices is DEFAULT else ""

    def disliked(self, **word: str) -> str:
        """The 👎 with a tag or a reason."""
        parameters: dict[str, Any] = {self.voices.parameter_of_words: "negative", **word}
        return self.log(**parameters)

    def detail(self, id: UUID) -> str:
        return reverse("detail", args=[self.project.slug, id])


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
