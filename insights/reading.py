"""What the figures are made of: a few bounded questions, each of one project and one stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, DateTimeField, F, Q, Sum
from django.db.models.functions import TruncDay, TruncHour

from feedback.models import Feedback, Tag
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
    """`count` votes that have all of this in common."""

    bucket: datetime
    model: str
    rating: int
    commented: bool
    count: int


@dataclass(frozen=True, slots=True)
class TagVotes:
    """On how many answers a tag was given, and how many of these were 👎."""

    name: str
    negative: int
    total: int


def traffic(project: Project, span: Span) -> Traffic:
    counted = project.requests.between(span.since, span.until).aggregate(requests=Count("id"), cost=Sum("cost_usd"))
    return Traffic(**counted)


def votes(project: Project, span: Span, step: timedelta) -> list[Votes]:
    """All votes of `span` by hour or day, model, rating and whether there is a comment."""
    truncated = TruncHour if step == HOUR else TruncDay
    bucket = truncated("created_at", tzinfo=UTC, output_field=DateTimeField())
    rated = project.requests.between(span.since, span.until).rated("rated").annotate(bucket=bucket)
    grouped = rated.values("bucket", "model", "rating", commented=F("has_comment")).annotate(count=Count("id"))
    return [Votes(**kind) for kind in cast("Iterable[dict[str, Any]]", grouped.order_by())]


def votes_in_all(project: Project, span: Span) -> list[Votes]:
    """The same, but neither by time nor by model: for comparison."""
    rated = project.requests.between(span.since, span.until).rated("rated")
    kinds = rated.values_list("rating", "has_comment").annotate(count=Count("id")).order_by()
    return [Votes(span.since, "", rating or 0, commented, count) for rating, commented, count in kinds]


def tags(project: Project, span: Span, most: int) -> list[TagVotes]:
    """The tags that come with 👎 most."""
    negative = project.requests.between(span.since, span.until).rated("negative").values("id")
    given = Tag.objects.of(project).filter(request_id__gte=first_id(span.since), request_id__lt=first_id(span.until))
    counted = given.values("name").annotate(
        total=Count("request_id"), negative=Count("request_id", filter=Q(request_id__in=negative))
    )
    return [TagVotes(**row) for row in counted.filter(negative__gt=0).order_by("-negative", "name")[:most]]


def newest_complaints(project: Project, span: Span, most: int) -> list[Feedback]:
    """The newest 👎 with a comment, by the time of the answer."""
    complaints = project.feedback.filter(rating=Rating.NEGATIVE, request_id__gte=first_id(span.since))
    return list(complaints.filter(comment__gt="").order_by("-request_id", "-id")[:most])
