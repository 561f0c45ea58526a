"""The words in which the log is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from requestlog.models import KnownId, Request  # noqa: F401


class RequestQuerySet(models.QuerySet["Request"]):
    def newest_first(self) -> RequestQuerySet:
        return self.order_by("-id")


class KnownIdQuerySet(models.QuerySet["KnownId"]):
    def of(self, message_id: str) -> KnownIdQuerySet:
        """Every row that a client may mean by `message_id`."""
        return self.filter(message_id=message_id)
