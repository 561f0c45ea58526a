"""What the team makes of a 👎."""

from __future__ import annotations

from django.db import models

from feedback.querysets import ReviewQuerySet
from projects.models import Project
from projects.models.references import somebody


class Review(models.Model):
    """Notes of the team on one answer; its status is `Request.triage`, so that the queue is one index.

    `correction` is the answer as the team wants it; it goes before a user's.
    """

    pk = models.CompositePrimaryKey("project", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews", db_index=False)
    request_id = models.UUIDField()
    assignee = somebody()
    note = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    updated_by = somebody()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["project", "assignee", "-request_id"],
                condition=models.Q(assignee__isnull=False),
                name="review_by_assignee",
            ),
            models.Index(
                fields=["project", "-request_id"], condition=~models.Q(correction=""), name="review_corrected"
            ),
        ]

    def __str__(self) -> str:
        return str(self.request_id)
