"""Every change that people make to webhooks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from feedback.models import Channel, Delivery, Kind, Webhook
from feedback.models.webhooks import new_salt
from feedback.querysets import WebhookQuerySet
from feedback.webhooks.bodies import Told
from feedback.webhooks.rules import checked_target, tag_list
from feedback.webhooks.telling import delivery_of
from feedback.webhooks.trying import invented_vote
from projects.models import Project
from requestlog.ids import new_id
from requestlog.ratings import RATINGS

MOST_WEBHOOKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to tell, and of what; empty lists are everything."""

    name: str
    target: str
    kinds: list[str] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    only_commented: bool = False
    include_team: bool = False


def create_webhook(*, project: Project, channel: str, terms: Terms, by: User | None, now: datetime) -> Webhook:
    """A new webhook, which is told of what happens from now on. Raises `ValidationError` by field."""
    if project.webhooks.count() >= MOST_WEBHOOKS:
        raise ValidationError(f"A project has at most {MOST_WEBHOOKS} webhooks.")
    webhook = Webhook(project=project, channel=channel, created_by=by, created_at=now, **_checked(channel, terms))
    webhook.clean_fields(exclude={"project", "created_by"})
    webhook.save(force_insert=True)
    return webhook


def change_webhook(*, webhook: Webhook, terms: Terms, enabled: bool) -> Webhook:
    """What is told from now on; what is on its way stays as it is. The channel never changes."""
    changes = {**_checked(webhook.channel, terms), "enabled": enabled}
    if enabled:
        changes["disabled_because"] = ""
    for name, value in changes.items():
        setattr(webhook, name, value)
    webhook.clean_fields(exclude={"project", "created_by"})
    _rows(webhook).update(**changes)
    return webhook


@transaction.atomic
def delete_webhook(*, webhook: Webhook) -> None:
    """Forgets a webhook with its deliveries, those that wait included."""
    Delivery.objects.of(webhook).delete()
    # Not `delete`, which would look for the deliveries again and then name the webhook without its project
    _rows(webhook)._raw_delete(using=Webhook.objects.db)


def rotate_secret(*, webhook: Webhook) -> Webhook:
    """Gives the webhook another secret; from this moment on nothing is signed with the one before."""
    webhook.salt = new_salt()
    _rows(webhook).update(salt=webhook.salt)
    return webhook


def send_test(*, webhook: Webhook, now: datetime) -> Delivery:
    """Sends an invented vote, marked as a test, whatever the filters are."""
    project = webhook.project
    entry = project.requests.newest_first().first()
    vote = invented_vote(entry, now)
    told = Told(kind=Kind.CREATED, at=now, vote=vote, project=project, entry=entry, is_test=True)
    delivery = delivery_of(webhook, told, event_id=new_id(now), now=now)
    delivery.save(force_insert=True)
    return delivery


def redeliver(*, delivery: Delivery, now: datetime) -> Delivery:
    """Sends the same event with the same id once more, with a day to arrive in."""
    return Delivery.objects.create(
        id=new_id(now),
        project_id=delivery.project_id,
        webhook_id=delivery.webhook_id,
        event_id=delivery.event_id,
        kind=delivery.kind,
        body=delivery.body,
        next_at=now,
        created_at=now,
    )


def _rows(webhook: Webhook) -> WebhookQuerySet:
    return Webhook.objects.filter(project=webhook.project_id, pk=webhook.pk)


def _checked(channel: str, terms: Terms) -> dict[str, object]:
    errors: dict[str, object] = {}
    values: dict[str, object] = asdict(terms)
    if channel not in Channel.values:
        errors["channel"] = f"Give one of {', '.join(Channel.values)}."
    for name, known in (("kinds", set(Kind.values)), ("ratings", set(RATINGS))):
        if not known.issuperset(getattr(terms, name)):
            errors[name] = f"Give some of {', '.join(sorted(known))}."
    try:
        tag_list(terms.tags)
    except ValidationError as error:
        errors["tags"] = error
    try:
        values["target"] = checked_target(channel, terms.target)
    except ValidationError as error:
        errors["target"] = error
    if errors:
        raise ValidationError(errors)
    return values
