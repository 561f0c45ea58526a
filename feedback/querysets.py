"""The words in which votes are asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from projects.models import Project

if TYPE_CHECKING:
    from feedback.models import Feedback, Tag  # noqa: F401

ANONYMOUS = ""


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def of(self, project: Project) -> FeedbackQuerySet:
        """The votes of one project."""
        return self.filter(project=project)

    def for_entries(self, ids: Iterable[UUID]) -> FeedbackQuerySet:
        """The votes on these log entries; say `of` first."""
        return self.filter(request_id__in=ids)

    def anonymous(self) -> FeedbackQuerySet:
        """The one vote of the contract, whatever reviewers add beside it."""
        return self.filter(submitter=ANONYMOUS)

    def newest_first(self) -> FeedbackQuerySet:
        return self.order_by("-id")


class TagQuerySet(models.QuerySet["Tag"]):
    def of(self, project: Project) -> TagQuerySet:
        """The tags of one project's votes."""
        return self.filter(project=project)

    def named(self, names: Iterable[str]) -> TagQuerySet:
        """Those with one of these names, exactly."""
        return self.filter(name__in=names)
