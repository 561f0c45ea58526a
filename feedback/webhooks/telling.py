"""Events become deliveries: one for each webhook that wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from feedback.models import Delivery, Kind, VoteEvent, Webhook
from feedback.webhooks.bodies import Told, body_of
from feedback.webhooks.matching import wants
from projects.models import Project
from requestlog.ids import new_id
from requestlog.models import Request

BATCH = 200
KNOWN = ("id", "project", "model", "prompt_preview", "answer_preview", "end_user")


def make_deliveries(*, now: datetime) -> int:
    """Tells the oldest events of all projects to their webhooks; returns how many events.

    Several processes may do so at once: each event is told by exactly one, or later where that one dies.
    """
    waiting = VoteEvent.objects.oldest_first().values_list("project_id", flat=True)[:BATCH]
    return sum(_told(project_id, now) for project_id in dict.fromkeys(waiting))


@transaction.atomic
def _told(project_id: int, now: datetime) -> int:
    project = Project.objects.get(pk=project_id)
    events = list(project.vote_events.select_for_update(skip_locked=True).oldest_first()[:BATCH])
    Delivery.objects.bulk_create(_deliveries(project, events, now))
    project.vote_events.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _deliveries(project: Project, events: Sequence[VoteEvent], now: datetime) -> Iterable[Delivery]:
    webhooks = list(project.webhooks.enabled())
    entries = _entries(project, {event.request_id for event in events}) if webhooks else {}
    for event in events:
        told = Told(
            kind=Kind(event.kind),
            at=event.created_at,
            vote=event.vote,
            project=project,
            entry=entries.get(event.request_id),
        )
        for webhook in webhooks:
            if wants(webhook, event.kind, event.vote):
                yield delivery_of(webhook, told, event_id=event.pk, now=now)


def _entries(project: Project, ids: set[UUID]) -> dict[UUID, Request]:
    return project.requests.filter(id__in=ids).only(*KNOWN).in_bulk()


def delivery_of(webhook: Webhook, told: Told, *, event_id: UUID, now: datetime) -> Delivery:
    """A delivery, not stored yet, that is due at once."""
    return Delivery(
        id=new_id(now),
        project=told.project,
        webhook=webhook,
        event_id=event_id,
        kind=told.kind,
        body=body_of(webhook.channel, told),
        next_at=now,
        created_at=now,
    )
