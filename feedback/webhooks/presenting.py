"""Everything on the pages of webhooks, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from feedback.models import Channel, Delivery, Kind, Webhook
from feedback.webhooks.forms import NewWebhookForm, WebhookForm
from feedback.webhooks.rules import NO_MAIL, can_mail
from feedback.webhooks.signing import secret_of
from feedback.webhooks.texts import shortened
from projects.models import Project
from requestlog.pages import cursor_of, read_cursor
from requestlog.ratings import RATINGS

PAGE = 50
BODY_CHARACTERS = 4000
TONES = {Delivery.State.WAITING: "live", Delivery.State.DELIVERED: "good", Delivery.State.FAILED: "error"}


@dataclass(frozen=True, slots=True)
class State:
    """A word, the class of its tag, and why, where that is to be said."""

    word: str
    tone: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A line of the list; `where` gives no URL away, for that of a chat is a secret."""

    id: UUID
    name: str
    channel: str
    where: str
    filters: str
    state: State
    newest: State | None
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A line of the delivery log."""

    id: UUID
    event_id: UUID
    happened: str
    state: State
    attempts: int
    status: int | None
    at: datetime
    next_at: datetime | None
    body: str
    over: bool


def list_context(project: Project) -> dict[str, Any]:
    webhooks = project.webhooks.with_newest(project.deliveries.all()).by_name()
    return {"rows": [_row(webhook) for webhook in webhooks]}


def new_context(form: NewWebhookForm) -> dict[str, Any]:
    return {"form": form, "no_mail": "" if can_mail() else NO_MAIL}


def webhook_context(webhook: Webhook, form: WebhookForm, after: str) -> dict[str, Any]:
    """The page of one webhook with its newest deliveries, or those after a cursor; raises `BadCursor`."""
    deliveries = Delivery.objects.of(webhook).shown(BODY_CHARACTERS + 1).newest_first()
    if after:
        deliveries = deliveries.filter(id__lt=read_cursor(after))
    found = list(deliveries[: PAGE + 1])
    signed = webhook.channel == Channel.WEBHOOK
    return {
        "webhook": webhook,
        "form": form,
        "state": _state(webhook),
        "channel": webhook.get_channel_display(),
        "secret": secret_of(webhook.pk, webhook.salt, settings.WEBHOOK_PEPPER) if signed else "",
        "deliveries": [_delivery(each) for each in found[:PAGE]],
        "older": cursor_of(found[PAGE - 1].pk) if len(found) > PAGE else "",
        "after": after,
    }


def _row(webhook: Any) -> WebhookRow:
    state = webhook.newest_state
    return WebhookRow(
        id=webhook.pk,
        name=webhook.name,
        channel=Channel(webhook.channel).label.partition(":")[0],
        where=where(webhook),
        filters=filters_in_words(webhook),
        state=_state(webhook),
        newest=_delivery_state(state, webhook.newest_words) if state else None,
        newest_at=webhook.newest_at,
    )


def where(webhook: Webhook) -> str:
    """The addresses, or the host of the URL."""
    return webhook.target if webhook.channel == Channel.EMAIL else urlsplit(webhook.target).netloc


def filters_in_words(webhook: Webhook) -> str:
    """ "created, withdrawn · 👎 · with a comment": what passes, "everything" where all does."""
    parts = [
        ", ".join(Kind(kind).label for kind in webhook.kinds),
        " ".join(RATINGS[rating].emoji for rating in webhook.ratings),
        "tagged " + " or ".join(webhook.tags) if webhook.tags else "",
        "with a comment" if webhook.only_commented else "",
        "the team's too" if webhook.include_team else "",
    ]
    return " · ".join(filter(None, parts)) or "every vote of users"


def _state(webhook: Webhook) -> State:
    return State("On", "good") if webhook.enabled else State("Off", "warn", webhook.disabled_because)


def _delivery_state(state: str, words: str) -> State:
    known = Delivery.State(state)
    return State(known.label, TONES[known], words)


def _delivery(delivery: Any) -> DeliveryRow:
    waiting = delivery.state == Delivery.State.WAITING
    return DeliveryRow(
        id=delivery.pk,
        event_id=delivery.event_id,
        happened=f"Vote {Kind(delivery.kind).label}",
        state=_delivery_state(delivery.state, delivery.last_error),
        attempts=delivery.attempts,
        status=delivery.last_status,
        at=delivery.created_at,
        next_at=delivery.next_at if waiting and delivery.attempts else None,
        body=shortened(delivery.beginning, BODY_CHARACTERS),
        over=not waiting,
    )
