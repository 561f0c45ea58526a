"""Deliveries that are due are taken, sent and settled: at least once each, until a day is over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from feedback.models import Channel, Delivery, Webhook
from feedback.webhooks.mailing import mail_in_turn
from feedback.webhooks.outcomes import DISABLED, Outcome
from feedback.webhooks.schedule import LONGEST_ASKED
from feedback.webhooks.sending import Letter, send_in_turn
from feedback.webhooks.settling import REST, settle
from feedback.webhooks.signing import secret_of, signed_headers

LOTS = 8  # receivers at once
LETTERS = 32  # of one receiver at a time
# Whoever took deliveries and died has not settled them by then; longer than the slowest lot takes
LEASE = timedelta(minutes=5)
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Lot:
    """Deliveries to one receiver, taken by this process."""

    webhook: Webhook
    deliveries: Sequence[Delivery]


def deliver_due(*, now: datetime) -> int:
    """Tries what is due, of all projects; returns how many deliveries were taken.

    Several processes may do so at once: what one has taken, no other takes before `LEASE` is over. What a receiver
    was sent and did not acknowledge, because it or this process died, it is sent again.
    """
    taken = [_taken(project_id, webhook_id, now) for project_id, webhook_id in _due(now)]
    lots = [lot for lot in taken if lot is not None]
    for lot, outcomes in _sent(lots, now):
        settle(webhook=lot.webhook, deliveries=lot.deliveries, outcomes=outcomes, now=now)
    return sum(len(lot.deliveries) for lot in lots)


def _due(now: datetime) -> list[tuple[int, UUID]]:
    """Projects and webhooks that have something due, the longest waiting first; not those that rest."""
    resting = Delivery.objects.resting(now, silent=REST, asked=LONGEST_ASKED)
    resting = resting.filter(project=OuterRef("project"), webhook=OuterRef("webhook"))
    due = Delivery.objects.due(now).filter(~Exists(resting)).order_by().values("project_id", "webhook_id")
    longest_first = due.annotate(since=Min("next_at")).order_by("since", "webhook_id")[:LOTS]
    return [(row["project_id"], row["webhook_id"]) for row in longest_first]


@transaction.atomic
def _taken(project_id: int, webhook_id: UUID, now: datetime) -> Lot | None:
    webhook = Webhook.objects.filter(project=project_id, pk=webhook_id).first()
    if webhook is None:
        return None
    deliveries = list(Delivery.objects.of(webhook).due(now).select_for_update(skip_locked=True)[:LETTERS])
    Delivery.objects.of(webhook).filter(pk__in=[each.pk for each in deliveries]).update(next_at=now + LEASE)
    return Lot(webhook, deliveries) if deliveries else None


def _sent(lots: Sequence[Lot], now: datetime) -> Iterator[tuple[Lot, list[Outcome]]]:
    """Each lot with what became of it, as soon as it is over: none waits for a slower one."""
    if not lots:
        return
    with asyncio.Runner() as runner:
        sending = runner.run(_started(lots, now))
        while sending:
            done, _ = runner.run(asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED))
            for task in done:
                yield sending.pop(task), task.result()


async def _started(lots: Sequence[Lot], now: datetime) -> dict[asyncio.Task[list[Outcome]], Lot]:
    return {asyncio.create_task(_send(lot, now)): lot for lot in lots}


async def _send(lot: Lot, now: datetime) -> list[Outcome]:
    webhook = lot.webhook
    if not webhook.enabled:
        return [DISABLED] * len(lot.deliveries)
    if webhook.channel == Channel.EMAIL:
        return await mail_in_turn([each.body for each in lot.deliveries], to=webhook.addresses)
    letters = [letter_of(webhook, delivery, now) for delivery in lot.deliveries]
    return await send_in_turn(letters, allowed=settings.WEBHOOK_NETWORKS, now=now)


def letter_of(webhook: Webhook, delivery: Delivery, now: datetime) -> Letter:
    """A delivery as it is posted at `now`; what goes to a chat is not signed, for nobody there could tell."""
    body = delivery.body.encode()
    if webhook.channel == Channel.SLACK:
        return Letter(webhook.target, JSON, body)
    secret = secret_of(webhook.pk, webhook.salt, settings.WEBHOOK_PEPPER)
    signed = signed_headers(secret, id=str(delivery.event_id), seconds=int(now.timestamp()), body=body)
    return Letter(webhook.target, {**JSON, **signed}, body)
