"""The keys that open a project; of each only its HMAC is kept."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from projects.models.projects import Project
from projects.querysets import KeyQuerySet

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")


def origin_list(origins: object) -> None:
    """Origins as browsers send them: scheme, host, port where it is not the scheme's own, nothing behind."""
    wrong = [each for each in origins if not ORIGIN.fullmatch(str(each))] if isinstance(origins, list) else [origins]
    if wrong:
        raise ValidationError(f"{wrong[0]!r} is no origin such as https://app.example.org.")


class KeyKind(models.TextChoices):
    SECRET = "secret", "Secret: reads and writes, for servers"
    PUBLIC = "public", "Public: votes only, may be in a browser"


class ApiKey(models.Model):
    """A key of a project. The key itself is shown once and never stored."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10, choices=KeyKind.choices)
    name = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    origins = models.JSONField(
        default=list,
        blank=True,
        validators=[origin_list],
        help_text="The origins of pages that may use a public key; none: all.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on it opens nothing; a rolled key has a moment to come."
    )

    objects = KeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.prefix}…"


class UpstreamKey(models.Model):
    """An upstream's key (say, OpenAI's) that says to which project a call belongs; only its HMAC is kept."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="upstream_keys")
    name = models.CharField(max_length=100, blank=True)
    last_four = models.CharField(max_length=4)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"…{self.last_four}"
