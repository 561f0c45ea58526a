"""What can be asked about projects and keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from projects.models import ApiKey, Invitation, Project, UpstreamKey  # noqa: F401


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

    def owned_by(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects whose settings are `user`'s to change."""
        return self.with_role_of(user).filter(role="owner")

    def menu_of(self, user: User | AnonymousUser) -> models.QuerySet[Project, Any]:
        """`pk`, `slug` and `name` of the projects that `user` may open and that are not archived, by name, and their
        `role` there."""
        return (
            self.visible_to(user)
            .filter(archived_at=None)
            .order_by("name", "pk")
            .values("pk", "slug", "name", role=_role_of(user))
        )


class KeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> KeyQuerySet:
        """Keys that still open something; a rolled one until its moment, and none of an archived project."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=Now()), project__archived_at=None)

    def unrevoked(self, now: datetime) -> KeyQuerySet:
        """Keys that nobody has ended; those of an archived project open something again when it is restored."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=now))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def _role_of(user: User | AnonymousUser) -> models.Value | models.F:
    """The role of `user` in the projects visible to them."""
    return models.Value("owner") if user.is_superuser else models.F("memberships__role")
