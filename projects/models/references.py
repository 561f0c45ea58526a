"""How rows refer to people whom they outlive."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def somebody() -> models.ForeignKey[Any, Any]:
    """A person, or nobody, for rows that are spread over machines by project: no constraint and no index of its own."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
