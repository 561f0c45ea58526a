"""The words in which saved views are asked for; each read starts at `project.saved_views`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from requestlog.models import SavedView


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, user: User | AnonymousUser) -> SavedViewQuerySet:
        """A person's own, and what is shared with the project."""
        return self.filter(Q(is_shared=True) | Q(owner_id=user.pk))

    def changed_by(self, user: User | AnonymousUser, *, shares: bool) -> SavedViewQuerySet:
        """Those that a person may change: their own, and the shared ones where they may share."""
        private = Q(owner_id=user.pk, is_shared=False)
        return self.filter(private | Q(is_shared=True)) if shares else self.filter(private)

    def in_order(self) -> SavedViewQuerySet:
        """A person's own first, by name."""
        return self.order_by("is_shared", Lower("name"), "id")

    def beside(self, view: SavedView) -> SavedViewQuerySet:
        """Those that one name and one default is for: all shared ones, or all private ones of one person."""
        scope = {"is_shared": True} if view.is_shared else {"is_shared": False, "owner_id": view.owner_id}
        return self.filter(**scope).exclude(id=view.id)

    def default_of(self, user: User | AnonymousUser) -> SavedView | None:
        """Where a person comes in: by their own default, else by the shared one; None for the whole log."""
        return self.seen_by(user).filter(is_default=True).order_by("is_shared", "id").first()
