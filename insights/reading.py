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


@dataclass(frozen=True, slots=True)
class Votes:
    """`count` rated answers that have all of this in common."""

    bucket: datetime
    model: str
    rating: int
    commented: bool
    count: int


@dataclass(frozen=True, slots=True)
class WordVotes:
    """On how many answers a tag or a reason was given, and how many of these were 👎."""

    name: str
    negative: int
    total: int


def traffic(project: Project, span: Span) -> Traffic:
    counted = project.requests.between(span.since, span.until).aggregate(requests=Count("id"), cost=Sum("cost_usd"))
    return Traffic(**counted)


def votes(project: Project, voices: Voices, span: Span, step: timedelta) -> list[Votes]:
    """All rated answers of `span` by hour or day, model, rating and whether there is a comment."""
    truncated = TruncHour if step == HOUR else TruncDay
    bucket = truncated("created_at", tzinfo=UTC, output_field=DateTimeField())
    rated = _rated(project, voices, span).annotate(bucket=bucket)
    grouped = rated.values("bucket", "model", "given", "commented").annotate(count=Count("id")).order_by()
    kinds = grouped.values_list("bucket", "model", "given", "commented", "count")
    return [Votes(*kind) for kind in cast("Iterable[tuple[Any, ...]]", kinds)]


def votes_in_all(project: Project, voices: Voices, span: Span) -> list[Votes]:
    """The same, but neither by time nor by model: for comparison."""
    kinds = _rated(project, voices, span).values_list("given", "commented").annotate(count=Count("id")).order_by()
    return [Votes(span.since, "", rating, commented, count) for rating, commented, count in kinds]


def _rated(project: Project, voices: Voices, span: Span) -> QuerySet[Any]:
    """The answers that count, each with the rating `given` and whether it is `commented`."""
    entries = voices.rated(project.requests.between(span.since, span.until))
    return entries.annotate(given=voices.rating(), commented=voices.commented(project))


def tags(project: Project, voices: Voices, span: Span, most: int) -> list[WordVotes]:
    """The tags of users that come with 👎 most."""
    return _words(project.feedback_tags.all(), project, voices, span, most)


def reasons(project: Project, voices: Voices, span: Span, most: int) -> list[WordVotes]:
    """The reasons that users have picked most for 👎."""
    return _words(project.feedback_reasons.all(), project, voices, span, most)


def _words(words: WordQuerySet, project: Project, voices: Voices, span: Span, most: int) -> list[WordVotes]:
    rated = _rated(project, voices, span)
    given = words.filter(request_id__gte=first_id(span.since), request_id__lt=first_id(span.until))
    among = None if voices.holds_words else Q(request_id__in=rated.values("id"))
    disliked = Q(request_id__in=rated.filter(given=Rating.NEGATIVE).values("id"))
    counted = given.values("name").annotate(
        total=Count("request_id", filter=among), negative=Count("request_id", filter=disliked)
    )
    return [WordVotes(**row) for row in counted.filter(negative__gt=0).order_by("-negative", "name")[:most]]


def newest_complaints(project: Project, voices: Voices, span: Span, most: int) -> list[Feedback]:
    """The newest 👎 with a comment, by the time of the answer."""
    complaints = voices.votes(project).filter(rating=Rating.NEGATIVE, request_id__gte=first_id(span.since))
    return list(complaints.filter(comment__gt="").order_by("-request_id", "-id")[:most])
