"""Webhooks and events as the tests need them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.models import Channel, Delivery, Feedback, Kind, VoteEvent, Webhook
from feedback.snapshots import snapshot
from projects.models import Project
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.ratings import RATINGS
from tests.factories import NOW


def create_webhook(project: Project, target: str = "https://hooks.example.org/", **fields: Any) -> Webhook:
    return Webhook.objects.create(project=project, target=target, **{"name": "Ops", "created_at": NOW, **fields})


def snapshot_of(entry: Request, rating: str = "negative", **fields: Any) -> dict[str, Any]:
    """What a vote says, as an event keeps it."""
    said = {"comment": "The link is dead.", "tags": ["links"], "created_at": NOW, "updated_at": NOW, **fields}
    vote = Feedback(project_id=entry.project_id, request=entry, message_id=entry.message_id, **said)
    vote.rating = RATINGS[rating]
    return snapshot(vote)


def create_event(entry: Request, kind: Kind = Kind.CREATED, at: datetime = NOW, **vote: Any) -> VoteEvent:
    return VoteEvent.objects.create(
        id=new_id(at),
        project=entry.project,
        request_id=entry.id,
        kind=kind,
        vote=snapshot_of(entry, **vote),
        created_at=at,
    )


def create_delivery(webhook: Webhook, at: datetime = NOW, **fields: Any) -> Delivery:
    """A delivery that is due since `at`."""
    body = "{}" if webhook.channel != Channel.EMAIL else '{"subject": "A vote", "text": "It was so."}'
    given = {"event_id": new_id(at), "kind": Kind.CREATED, "body": body, "next_at": at, "created_at": at, **fields}
    return Delivery.objects.create(project=webhook.project, webhook=webhook, **{"id": new_id(at), **given})
