"""What can be asked about projects and keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from projects.models import ApiKey, AuditEvent, Invitation, Project, UpstreamKey  # noqa: F401


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects that `user` may open: all for a superuser, else those of their memberships."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(memberships__user_id=user.pk)

    def with_role_of(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects that `user` may open, each with their `role` there; a superuser is an owner everywhere."""
        return self.visible_to(user).annotate(role=_role_of(user))  # type: ignore[no-redef]

    def working_for(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects that `user` may open and that are not archived."""
        return self.visible_to(user).filter(archived_at=None)

    def owned_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects whose settings are `user`'s to change."""
        if user.is_superuser or not user.is_authenticated:
            return self.visible_to(user)
        # In one call: two would ask for a membership of theirs and for an owner, whoever that is
        return self.filter(memberships__user_id=user.pk, memberships__role="owner")

    def menu_of(self, user: User | AnonymousUser) -> models.QuerySet[Project, Any]:
        """`pk`, `slug` and `name` of the projects that `user` works in, by name, and their `role` there."""
        return self.working_for(user).order_by("name", "pk").values("pk", "slug", "name", role=_role_of(user))


class KeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> KeyQuerySet:
        """Keys that still open something; a rolled one until its moment, and none of an archived project."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=Now()), project__archived_at=None)

    def unrevoked(self, now: datetime) -> KeyQuerySet:
        """Keys that nobody has ended; those of an archived project open something again when it is restored."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=now))


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def newest_first(self) -> AuditQuerySet:
        return self.order_by("-pk")

    def wanted(self, *, person: str = "", action: str = "", after: UUID | None = None) -> AuditQuerySet:
        """Newest first, of `person` by the name of that time, of one `action`, older than `after`; all where empty."""
        given = {"actor_name": person, "action": action, "pk__lt": after}
        return self.newest_first().filter(**{name: value for name, value in given.items() if value})


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def of_open_projects(self, now: datetime) -> InvitationQuerySet:
        """The open ones, with project and inviter; none of an archived project."""
        return self.open(now).filter(project__archived_at=None).select_related("project", "invited_by")


def _role_of(user: User | AnonymousUser) -> models.Value | models.F:
    """The role of `user` in the projects visible to them."""
    return models.Value("owner") if user.is_superuser else models.F("memberships__role")
