"""What of a project's log is past its limits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Feedback, PastVote, Review
from feedback.querysets import DeliveryQuerySet
from feedback.retention.limits import Kept
from projects.models import Project
from requestlog.ids import first_id
from requestlog.models import Payload
from requestlog.querysets import RequestQuerySet


def old_votes(project: Project, kept: Kept) -> QuerySet[Feedback]:
    """Votes that say what they say since before the limit, whoever's. Nobody votes on a request before it is made."""
    return _said_before(project.feedback.all(), kept, "updated_at")


def old_past_votes(project: Project, kept: Kept) -> QuerySet[PastVote]:
    """What votes said until before the limit."""
    return _said_before(project.past_votes.all(), kept, "ended_at")


def old_reviews(project: Project, kept: Kept) -> QuerySet[Review]:
    """Reviews that nobody has changed since before the limit of votes."""
    return _said_before(project.reviews.all(), kept, "updated_at")


def old_requests(project: Project, kept: Kept) -> RequestQuerySet:
    """Requests past their limit, but for those that votes or a review keep."""
    if kept.requests is None:
        return project.requests.none()
    rows = project.requests.filter(id__lt=first_id(kept.requests))
    return rows.exclude(is_talked_about(project, kept)) if kept.rated else rows


def old_bodies(project: Project, kept: Kept) -> QuerySet[Payload]:
    """Bodies past their limit, but for those of requests that votes or a review keep."""
    if kept.bodies is None:
        return project.payloads.none()
    rows = project.payloads.filter(request_id__lt=first_id(kept.bodies))
    if not kept.rated:
        return rows
    staying = project.requests.filter(is_talked_about(project, kept), id=OuterRef("request_id"))
    return rows.filter(~Exists(staying))


def old_deliveries(project: Project, kept: Kept) -> DeliveryQuerySet:
    """What webhooks were told, or are to be told, from before the limit of the votes that it carries."""
    return (
        project.deliveries.none()
        if kept.tellings is None
        else project.deliveries.filter(pk__lt=first_id(kept.tellings))
    )


def talked_about(project: Project, kept: Kept, since: UUID, until: UUID) -> RequestQuerySet:
    """Requests from the id `since` to before `until` that votes or a review keep."""
    rows = project.requests.filter(id__gte=since, id__lt=until)
    return rows.filter(is_talked_about(project, kept)) if kept.rated else rows.none()


def is_talked_about(project: Project, kept: Kept) -> Q:
    """Whether a request has a current vote, of a user or the team, or a review: one that is not itself to go."""
    young = Q() if kept.votes is None else Q(updated_at__gte=kept.votes)
    votes = project.feedback.filter(young, request=OuterRef("id"))
    reviews = project.reviews.filter(young, request_id=OuterRef("id"))
    # Most requests have no vote, which their row alone says
    rated = Q(rating__isnull=False) | Q(team_rating__isnull=False)
    return (rated & Exists(votes)) | Exists(reviews)


def _said_before(rows: QuerySet[Any], kept: Kept, moment: str) -> QuerySet[Any]:
    if kept.votes is None:
        return rows.none()
    return rows.filter(request_id__lt=first_id(kept.votes), **{f"{moment}__lt": kept.votes})
