"""What the figures are made of: a few bounded questions, each of one project and one stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, DateTimeField, Q, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncHour

from feedback.models import Feedback
from feedback.querysets import WordQuerySet
from insights.voices import Voices
from insights.windows import HOUR, Span
from projects.models import Project
from requestlog.ids import first_id
from requestlog.ratings import Rating


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many requests, and what they cost as far as it is known."""

    requests: int
    cost: Decimal | None

    def __add__(self, other: Traffic) -> Traffic:
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Traffic(self.requests + other.requests, sum(costs, Decimal()) if costs else None)


@dataclass(frozen=True, slots=True)
class Votes:
    """`count` rated answers that have all of this in common; those that are not `disliked` are 👍 or ❤️."""

    bucket: datetime
    model: str
    disliked: bool
    commented: bool
    count: int


@dataclass(frozen=True, slots=True)
class WordVotes:
    """On how many answers a tag or a reason was given, and how many of these were 👎."""

    name: str
    negative: int
    total: int


@dataclass(frozen=True)
class Reading:
    """The figures out of the rows of the log and of votes."""

    project: Project
    voices: Voices

    def traffic(self, span: Span) -> Traffic:
        entries = self.project.requests.between(span.since, span.until)
        return Traffic(**entries.aggregate(requests=Count("id"), cost=Sum("cost_usd")))

    def votes(self, span: Span, step: timedelta) -> list[Votes]:
        """All rated answers of `span` by hour or day, model, rating and whether there is a comment."""
        truncated = TruncHour if step == HOUR else TruncDay
        bucket = truncated("created_at", tzinfo=UTC, output_field=DateTimeField())
        rated = self._rated(span).annotate(bucket=bucket)
        grouped = rated.values("bucket", "model", "given", "commented").annotate(count=Count("id")).order_by()
        kinds = cast("Iterable[tuple[Any, ...]]", grouped.values_list("bucket", "model", "given", "commented", "count"))
        return [Votes(at, model, given == Rating.NEGATIVE, said, count) for at, model, given, said, count in kinds]

    def votes_in_all(self, span: Span) -> list[Votes]:
        """The same, but neither by time nor by model: for comparison."""
        kinds = self._rated(span).values_list("given", "commented").annotate(count=Count("id")).order_by()
        return [Votes(span.since, "", given == Rating.NEGATIVE, said, count) for given, said, count in kinds]

    def tags(self, span: Span, most: int) -> list[WordVotes]:
        """The tags of users that come with 👎 most."""
        return self._words(self.project.feedback_tags.all(), span, most)

    def reasons(self, span: Span, most: int) -> list[WordVotes]:
        """The reasons that users have picked most for 👎."""
        return self._words(self.project.feedback_reasons.all(), span, most)

    def newest_complaints(self, span: Span, most: int) -> list[Feedback]:
        """The newest 👎 with a comment, by the time of the answer."""
        votes = self.voices.votes(self.project).filter(rating=Rating.NEGATIVE, request_id__gte=first_id(span.since))
        return list(votes.filter(comment__gt="").order_by("-request_id", "-id")[:most])

    def _rated(self, span: Span) -> QuerySet[Any]:
        """The answers that count, each with the rating `given` and whether it is `commented`."""
        entries = self.voices.rated(self.project.requests.between(span.since, span.until))
        return entries.annotate(given=self.voices.rating(), commented=self.voices.commented(self.project))

    def _words(self, words: WordQuerySet, span: Span, most: int) -> list[WordVotes]:
        rated = self._rated(span)
        given = words.filter(request_id__gte=first_id(span.since), request_id__lt=first_id(span.until))
        among = None if self.voices.holds_words else Q(request_id__in=rated.values("id"))
        disliked = Q(request_id__in=rated.filter(given=Rating.NEGATIVE).values("id"))
        counted = given.values("name").annotate(
            total=Count("request_id", filter=among), negative=Count("request_id", filter=disliked)
        )
        return [WordVotes(**row) for row in counted.filter(negative__gt=0).order_by("-negative", "name")[:most]]
