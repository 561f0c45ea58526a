"""What is written after an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.db import transaction
from django.db.models import Q

from feedback.models import Delivery, Webhook
from feedback.webhooks.outcomes import Outcome, Verdict
from feedback.webhooks.schedule import next_try
from feedback.webhooks.texts import one_line, shortened

# For so long a receiver that was away is not tried with anything else
REST = timedelta(minutes=1)
ERROR_CHARACTERS = 300
GONE = "The receiver answered 410 Gone."
DONE = {
    Verdict.ARRIVED: Delivery.State.DELIVERED,
    Verdict.GONE: Delivery.State.FAILED,
    Verdict.OVER: Delivery.State.FAILED,
}
chance = SystemRandom().random


@transaction.atomic
def settle(*, webhook: Webhook, deliveries: Sequence[Delivery], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Writes what became of `deliveries`, in their order. Who is away is let rest, who is gone is turned off."""
    unsent = []
    for delivery, outcome in zip(deliveries, outcomes, strict=True):
        if outcome.verdict is Verdict.UNSENT:
            unsent.append(delivery.pk)
        else:
            Delivery.objects.of(webhook).filter(pk=delivery.pk).update(**changes_of(delivery, outcome, now))
    verdicts = {outcome.verdict for outcome in outcomes}
    if Verdict.AWAY in verdicts:
        rest = max([REST, *(outcome.asked for outcome in outcomes if outcome.asked)])
        others = Delivery.objects.of(webhook).waiting().filter(Q(next_at__lte=now) | Q(pk__in=unsent))
        others.update(next_at=now + rest)
    if Verdict.GONE in verdicts:
        Webhook.objects.filter(project=webhook.project_id, pk=webhook.pk).update(enabled=False, disabled_because=GONE)


def changes_of(delivery: Delivery, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The columns of `delivery` after an attempt that was made, or forbidden."""
    attempts = delivery.attempts + (outcome.verdict is not Verdict.OVER)
    at = None
    if outcome.verdict not in DONE:
        began = delivery.created_at
        at = next_try(began=began, attempts=attempts, now=now, chance=chance(), asked=outcome.asked)
    given_up = Delivery.State.FAILED if at is None else Delivery.State.WAITING
    return {
        "state": DONE.get(outcome.verdict, given_up),
        "attempts": attempts,
        "next_at": at,
        "done_at": now if at is None else None,
        "last_status": outcome.status,
        "last_error": shortened(one_line(outcome.words), ERROR_CHARACTERS),
    }
