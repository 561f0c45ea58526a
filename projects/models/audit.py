"""Who did what in a project, kept as long as the project."""

from __future__ import annotations

import uuid_utils.compat
from django.db import models

from projects.models.projects import Project
from projects.models.references import somebody
from projects.querysets import AuditQuerySet


class Action(models.TextChoices):
    """What was done; the label follows the actor's name: "alice@example.org made a key"."""

    PROJECT_CREATED = "project.created", "created the project"
    PROJECT_RENAMED = "project.renamed", "renamed the project"
    PROJECT_ARCHIVED = "project.archived", "archived the project"
    PROJECT_RESTORED = "project.restored", "restored the project"
    SETTINGS_CHANGED = "settings.changed", "changed settings"
    MEMBER_INVITED = "member.invited", "invited"
    INVITATION_WITHDRAWN = "invitation.withdrawn", "withdrew the invitation of"
    MEMBER_JOINED = "member.joined", "joined"
    ROLE_CHANGED = "member.role_changed", "changed the role of"
    MEMBER_REMOVED = "member.removed", "removed"
    MEMBER_LEFT = "member.left", "left"
    KEY_CREATED = "key.created", "made the key"
    KEY_ROLLED = "key.rolled", "rolled the key"
    KEY_REVOKED = "key.revoked", "revoked the key"
    KEY_CHANGED = "key.changed", "changed the key"
    UPSTREAM_KEY_REGISTERED = "upstream_key.registered", "registered the upstream key"
    UPSTREAM_KEY_REMOVED = "upstream_key.removed", "removed the upstream key"
    WEBHOOK_CREATED = "webhook.created", "made the webhook"
    WEBHOOK_CHANGED = "webhook.changed", "changed the webhook"
    WEBHOOK_DELETED = "webhook.deleted", "deleted the webhook"
    VIEW_SHARED = "view.shared", "shared the view"
    VIEW_REMOVED = "view.removed", "removed the shared view"
    REQUESTS_DELETED = "requests.deleted", "deleted requests"
    PERSON_ERASED = "person.erased", "erased the data of a person"
    EXPORTED = "log.exported", "downloaded"


class AuditEvent(models.Model):
    """One deed. `actor_name` and `subject` are words of that time, so that they outlive whom they name."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="audit_events", db_index=False)
    actor = somebody()
    actor_name = models.CharField(max_length=254, help_text="A person, a key or a command, in words.")
    action = models.CharField(max_length=30, choices=Action.choices)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True, help_text="What changed, by name: [before, after].")
    created_at = models.DateTimeField()

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="auditevent_of_project")]

    def __str__(self) -> str:
        return f"{self.actor_name} {Action(self.action).label} {self.subject}".rstrip()
