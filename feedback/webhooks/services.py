"""Every change that people make to webhooks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from feedback.models import Channel, Delivery, Kind, Webhook
from feedback.models.webhooks import new_salt
from feedback.querysets import WebhookQuerySet
from feedback.webhooks.bodies import Told
from feedback.webhooks.rules import checked_target, tag_list
from feedback.webhooks.telling import delivery_of
from feedback.webhooks.trying import invented_vote
from projects.audit import THE_SERVER, note
from projects.models import Action, Project
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


@transaction.atomic
def create_webhook(*, project: Project, channel: str, terms: Terms, by: User | None, now: datetime) -> Webhook:
    """A new webhook, which is told of what happens from now on. Raises `ValidationError` by field."""
    if project.webhooks.count() >= MOST_WEBHOOKS:
        raise ValidationError(f"A project has at most {MOST_WEBHOOKS} webhooks.")
    webhook = Webhook(project=project, channel=channel, created_by=by, created_at=now, **_checked(channel, terms))
    webhook.clean_fields(exclude={"project", "created_by"})
    webhook.save(force_insert=True)
    _note(webhook, Action.WEBHOOK_CREATED, by or THE_SERVER, now, tells_by=channel)
    return webhook


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, terms: Terms, enabled: bool, by: User | str = THE_SERVER, now: datetime | None = None
) -> Webhook:
    """What is told from now on; what is on its way stays as it is. The channel never changes."""
    changes = {**_checked(webhook.channel, terms), "enabled": enabled}
    if enabled:
        changes["disabled_because"] = ""
    told = _told_of(webhook, changes)
    for name, value in changes.items():
        setattr(webhook, name, value)
    webhook.clean_fields(exclude={"project", "created_by"})
    _rows(webhook).update(**changes)
    if told:
        _note(webhook, Action.WEBHOOK_CHANGED, by, now, **told)
    return webhook


@transaction.atomic
def delete_webhook(*, webhook: Webhook, by: User | str = THE_SERVER, now: datetime | None = None) -> None:
    """Forgets a webhook with its deliveries, those that wait included."""
    Delivery.objects.of(webhook).delete()
    # Not `delete`, which would look for the deliveries again and then name the webhook without its project
    _rows(webhook)._raw_delete(using=Webhook.objects.db)
    _note(webhook, Action.WEBHOOK_DELETED, by, now)


@transaction.atomic
def rotate_secret(*, webhook: Webhook, by: User | str = THE_SERVER, now: datetime | None = None) -> Webhook:
    """Gives the webhook another secret; from this moment on nothing is signed with the one before."""
    webhook.salt = new_salt()
    _rows(webhook).update(salt=webhook.salt)
    _note(webhook, Action.WEBHOOK_CHANGED, by, now, signature="with another secret")
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


def _told_of(webhook: Webhook, changes: dict[str, object]) -> dict[str, object]:
    """What of `webhook` is another thing now; the URL of a chat is a secret, and is not said."""
    told: dict[str, object] = {}
    for name, value in changes.items():
        if (before := getattr(webhook, name)) != value:
            told[name] = "another one" if name == "target" else [before, value]
    return told


def _note(webhook: Webhook, action: Action, by: User | str, now: datetime | None, **details: object) -> None:
    project, at = webhook.project, now or timezone.now()
    note(project=project, by=by, action=action, subject=webhook.name, details=details, now=at)


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
