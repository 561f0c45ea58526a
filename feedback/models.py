"""Votes: what the people who use an application think of its answers."""

from __future__ import annotations

from django.db import models

from feedback.querysets import FeedbackQuerySet, TagQuerySet
from projects.models import Project
from requestlog.ids import new_id
from requestlog.models import ID_CHARACTERS, Request
from requestlog.ratings import Rating

TAG_CHARACTERS = 100


class Feedback(models.Model):
    """One vote on one answer. `submitter` is "" for the one anonymous vote of the contract."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback", db_index=False)
    # No database constraint between project tables: it would rest on the id alone being unique.
    request = models.ForeignKey(Request, models.CASCADE, related_name="votes", db_constraint=False, db_index=False)
    submitter = models.CharField(max_length=128, blank=True)
    message_id = models.CharField(max_length=ID_CHARACTERS)
    rating = models.PositiveSmallIntegerField(choices=Rating.choices)
    comment = models.TextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [models.UniqueConstraint(fields=["project", "request", "submitter"], name="feedback_once")]

    def __str__(self) -> str:
        return f"{Rating(self.rating).emoji} on {self.message_id}"


class Tag(models.Model):
    """One tag of one vote, for the tag filter and its counts."""

    pk = models.CompositePrimaryKey("project", "name", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback_tags", db_index=False)
    name = models.CharField(max_length=TAG_CHARACTERS)
    request_id = models.UUIDField()

    objects = TagQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
