"""Saved views: filters of a project with a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.models import Project
from requestlog.ids import new_id
from requestlog.saved_views.querysets import SavedViewQuerySet

NAME_CHARACTERS, QUERY_CHARACTERS = 60, 2_000


class SavedView(models.Model):
    """A filter of the log as its query string, kept by a member for themselves or shared with the project.

    `is_default`: where its owner (of a private one) or everybody (of a shared one) comes in by the bar.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="saved_views", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=NAME_CHARACTERS)
    query = models.CharField(max_length=QUERY_CHARACTERS, blank=True, help_text="Without page cursors.")
    is_shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(is_shared=True), name="savedview_shared_name"
            ),
            models.UniqueConstraint(
                fields=["project", "owner", "name"], condition=Q(is_shared=False), name="savedview_own_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
