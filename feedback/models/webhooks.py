"""Who is told of votes, what happened to votes, and how the telling went."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from feedback.querysets import DeliveryQuerySet, VoteEventQuerySet, WebhookQuerySet
from projects.models import Project
from projects.models.references import somebody
from requestlog.ids import new_id


def new_salt() -> str:
    return secrets.token_hex(16)


class Channel(models.TextChoices):
    WEBHOOK = "webhook", "Webhook: signed JSON"
    SLACK = "slack", "Slack: a message for an incoming webhook"
    EMAIL = "email", "E-mail"


class Kind(models.TextChoices):
    """What happened to a vote; the value is the event's type as receivers see it."""

    CREATED = "vote.created", "created"
    CHANGED = "vote.changed", "changed"
    WITHDRAWN = "vote.withdrawn", "withdrawn"


class Webhook(models.Model):
    """Somebody to tell. Empty lists of `kinds`, `ratings` (words) and `tags` let everything pass.

    The signing secret is made of the server's own secret, the id and `salt`, and stored nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="webhooks", db_index=False)
    name = models.CharField(max_length=100)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEBHOOK)
    target = models.CharField(max_length=2000, help_text="A URL, or e-mail addresses separated by commas.")
    kinds = models.JSONField(default=list, blank=True)
    ratings = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    only_commented = models.BooleanField(default=False)
    include_team = models.BooleanField(default=False)
    enabled = models.BooleanField(default=True)
    disabled_because = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField()
    created_by = somebody()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project"], condition=Q(enabled=True), name="webhook_enabled")]

    def __str__(self) -> str:
        return self.name

    @property
    def addresses(self) -> list[str]:
        """Whom mails go to."""
        return [each.strip() for each in self.target.split(",") if each.strip()]


class VoteEvent(models.Model):
    """Something that happened to a vote, stored with it, until the worker has made deliveries of it.

    `vote` is `feedback.snapshots.snapshot` of the vote, of a withdrawn one as it was last, and `changed_snapshot` of a
    changed one. A queue over all projects.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="vote_events", db_index=False)
    request_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    vote = models.JSONField()
    created_at = models.DateTimeField()

    objects = VoteEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Delivery(models.Model):
    """One event on its way to one webhook; a queue over all projects, and the log of what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="deliveries", db_index=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False)
    event_id = models.UUIDField(help_text="The same in every attempt and every repetition.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    body = models.TextField(help_text="What is sent, as it was when the vote was.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["project", "webhook", "-id"], name="delivery_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
