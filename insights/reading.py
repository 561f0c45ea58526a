"""What the figures are made of: a few bounded questions, each of one project and one stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import Count, DateTimeField, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncHour

from feedback.models import Feedback
from insights.rated.counting import counted, votes_within
from insights.rated.figures import Dimensions
from insights.voices import Voices
from insights.windows import HOUR, Span
from projects.models import Project
from requestlog.database.subqueries import counted_by
from requestlog.ids import first_id
from requestlog.ratings import Rating

MOST_SAID = 20_000  # votes with words that are looked at where no roll-up has them
NEWEST_DISLIKED = 20_000  # 👎 among which users are looked for
SPENT = {
    "requests": Count("id"),
    "cost": Sum("cost_usd"),
    "latency": Sum("latency_ms"),
    "timed": Count("latency_ms"),
    "asked": Sum("prompt_tokens"),
    "answered": Sum("completion_tokens"),
}


class Traffic(NamedTuple):
    """How many requests, and what they came to as far as it is known: dollars, milliseconds of `timed`, tokens."""

    requests: int = 0
    cost: Decimal | None = None
    latency: int | None = None
    timed: int = 0
    asked: int | None = None
    answered: int | None = None


class Calls(NamedTuple):
    """The traffic of a model in a bucket of time."""

    bucket: datetime
    model: str
    traffic: Traffic


class Disliking(NamedTuple):
    """Of so many 👎: those of each end user, and on how many of them is a comment; "" is nobody that is known."""

    looked_at: int
    users: dict[str, tuple[int, int]]

    @property
    def is_capped(self) -> bool:
        return self.looked_at == NEWEST_DISLIKED


@dataclass(frozen=True, slots=True)
class Votes:
    """`count` rated answers that have all of this in common; those that are not `disliked` are 👍 or ❤️."""

    bucket: datetime
    model: str
    disliked: bool
    commented: bool
    count: int


def spent(parts: Iterable[Traffic]) -> Traffic:
    """All of it together; what is known of none is not known."""
    columns = zip(*parts, strict=True)
    known = [[value for value in column if value is not None] for column in columns]
    sums: list[Any] = [sum(values) if values else None for values in known]
    return Traffic(*sums) if known else Traffic()


@dataclass(frozen=True)
class Reading:
    """The figures out of the rows of the log and of votes."""

    project: Project
    voices: Voices

    def traffic(self, span: Span, step: timedelta) -> list[Calls]:
        """By day and model; that of hours by model alone."""
        entries = self.project.requests.between(span.since, span.until).order_by()
        if step == HOUR:
            rows = entries.values_list("model").annotate(**SPENT)
            return [Calls(span.since, model, Traffic(*sums)) for model, *sums in rows]
        by_day: QuerySet[Any, Any] = entries.annotate(bucket=_bucket(step))
        grouped = by_day.values("bucket", "model").annotate(**SPENT).values_list("bucket", "model", *SPENT)
        return [Calls(at, model, Traffic(*sums)) for at, model, *sums in cast("Iterable[tuple[Any, ...]]", grouped)]

    def traffic_in_all(self, span: Span) -> Traffic:
        """The same in one, for comparison."""
        return Traffic(**self.project.requests.between(span.since, span.until).aggregate(**SPENT))

    def votes(self, span: Span, step: timedelta) -> list[Votes]:
        """All rated answers of `span` by hour or day, model, rating and whether there is a comment."""
        rated = self._rated(span).annotate(bucket=_bucket(step))
        grouped = rated.values("bucket", "model", "given", "commented").annotate(count=Count("id")).order_by()
        kinds = cast("Iterable[tuple[Any, ...]]", grouped.values_list("bucket", "model", "given", "commented", "count"))
        return [Votes(at, model, given == Rating.NEGATIVE, said, count) for at, model, given, said, count in kinds]

    def votes_in_all(self, span: Span) -> list[Votes]:
        """The same, but neither by time nor by model: for comparison."""
        kinds = self._rated(span).values_list("given", "commented").annotate(count=Count("id")).order_by()
        return [Votes(span.since, "", given == Rating.NEGATIVE, said, count) for given, said, count in kinds]

    def dimensions(self, span: Span) -> Dimensions:
        """The rated answers of `span` by what they have in common, and by users' words."""
        words = votes_within(self.project.pk, first_id(span.since), first_id(span.until))
        rated = self._rated(span)
        if not self.voices.holds_words:
            words = words.filter(request_id__in=rated.values("id"))
        return counted(rated, words, MOST_SAID)

    def disliking(self, span: Span) -> Disliking:
        """Whose 👎 the newest of `span` are."""
        disliked = self._rated(span).filter(given=Rating.NEGATIVE).order_by("-id")
        newest = disliked.values_list("end_user", "has_comment")[:NEWEST_DISLIKED]
        counts: dict[str, tuple[int, int]] = {}
        for name, commented, number in counted_by(["end_user", "has_comment"], newest):
            votes, comments = counts.get(name, (0, 0))
            counts[name] = (votes + number, comments + (number if commented else 0))
        return Disliking(sum(votes for votes, _ in counts.values()), counts)

    def newest_complaints(self, span: Span, most: int) -> list[Feedback]:
        """The newest 👎 with a comment, by the time of the answer."""
        bounds = {"request_id__gte": first_id(span.since), "request_id__lt": first_id(span.until)}
        votes = self.voices.votes(self.project).filter(rating=Rating.NEGATIVE, **bounds)
        return list(votes.filter(comment__gt="").order_by("-request_id", "-id")[:most])

    def _rated(self, span: Span) -> QuerySet[Any]:
        """The answers that count, each with the rating `given` and whether it is `commented`."""
        entries = self.voices.rated(self.project.requests.between(span.since, span.until))
        return entries.annotate(given=self.voices.rating(), commented=self.voices.commented(self.project))


def _bucket(step: timedelta) -> TruncHour | TruncDay:
    truncated = TruncHour if step == HOUR else TruncDay
    return truncated("created_at", tzinfo=UTC, output_field=DateTimeField())
