"""Links to the rows behind a number: the log with the query string that counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from insights.comparing import ALL, BEFORE, REST, Side
from insights.rated.figures import META
from insights.voices import DEFAULT, Voices
from insights.windows import Window
from projects.models import Project
from requestlog.models import ID_CHARACTERS

LIKED = ("positive", "amazing")
DISLIKED = ("negative",)
RATED = ("rated",)


@dataclass(frozen=True, slots=True)
class Links:
    project: Project
    window: Window
    voices: Voices

    def log(
        self, *, since: datetime | None = None, until: datetime | None = None, **parameters: str | tuple[str, ...]
    ) -> str:
        """The log within the window, or from `since` on and before `until`, filtered by `parameters`."""
        until = until or (None if self.window.until == self.window.now else self.window.until)
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

    def of(self, dimension: str, value: str, rating: tuple[str, ...], **when: datetime) -> str:
        """The rows with a value of a dimension that count as rated so; "" where no query string finds them."""
        is_meta = dimension.startswith(META)
        name, text = ("meta", f"{dimension.removeprefix(META)}={value}") if is_meta else (dimension, value)
        if not value or len(text) > ID_CHARACTERS:
            return ""
        return self.rated(rating, **when, **{name: text})  # type: ignore[arg-type]

    def side(self, side: Side, rating: tuple[str, ...]) -> str:
        """The rows of one side of a comparison; "" for a rest, which no query string finds."""
        span = self.window.before if side.when == BEFORE else self.window.span
        open_end = side.when != BEFORE and self.window.until == self.window.now
        when = {"since": span.since} | ({} if open_end else {"until": span.until})
        if side.dimension == REST:
            return ""
        if side.dimension == ALL:
            return self.rated(rating, **when)  # type: ignore[arg-type]
        return self.of(side.dimension, side.value, rating, **when)

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

    def review(self) -> str:
        return reverse("review", args=[self.project.slug])


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
