"""What can be asked about projects and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import models

if TYPE_CHECKING:
    from projects.models import ApiKey, Project, UpstreamKey  # noqa: F401


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User | AnonymousUser) -> ProjectQuerySet:
        """The projects that `user` may open: all for a superuser, else those of their memberships."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(memberships__user_id=user.pk)

    def menu_of(self, user: User | AnonymousUser) -> models.QuerySet[Project, Any]:
        """`pk`, `slug` and `name` of the projects that `user` may open, by name, and their `role` there."""
        role = models.Value("owner") if user.is_superuser else models.F("memberships__role")
        return self.visible_to(user).order_by("name", "pk").values("pk", "slug", "name", role=role)


class KeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> KeyQuerySet:
        """Keys that still open something."""
        return self.filter(revoked_at=None)
