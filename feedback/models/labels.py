"""Labels: the team's own words for answers, apart from the tags of users' votes."""

from __future__ import annotations

from django.db import models

from feedback.querysets import WordQuerySet
from projects.models import Project

LABEL_CHARACTERS = 50


class Label(models.Model):
    """A label on one answer."""

    pk = models.CompositePrimaryKey("project", "name", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="labels", db_index=False)
    name = models.CharField(max_length=LABEL_CHARACTERS)
    request_id = models.UUIDField()

    objects = WordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "request_id"], name="label_of_request")]

    def __str__(self) -> str:
        return self.name
