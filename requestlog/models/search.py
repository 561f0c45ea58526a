"""What search knows of a call: its words. Filled by the worker, never in the transaction of a call or vote."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from projects.models import Project
from requestlog.search.lookups import Found, Says


class WordsField(models.Field[Any, Any]):
    """Words with their places: a `tsvector` of PostgreSQL, or text in which each word stands between spaces."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


WordsField.register_lookup(Says)
WordsField.register_lookup(Found)


class Words(models.Model):
    """The words of one call's prompt, answer and users' comments.

    On PostgreSQL the table is partitioned by range of `request_id`. On SQLite it has a further column `place`, the
    row's number in the full-text index `requestlog_search_index`, which grows with the id.
    """

    pk = models.CompositePrimaryKey("project", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="words", db_index=False)
    request_id = models.UUIDField()
    document = WordsField()

    class Meta:
        db_table = "requestlog_search"
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return str(self.request_id)
