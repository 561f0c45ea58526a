"""Who may see what: projects, the people in them, the keys that open them."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from projects.querysets import KeyQuerySet, ProjectQuerySet

DEFAULT_SLUG = "default"
slug_validator = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?\Z", "1 to 50 lower-case letters, digits and inner hyphens"
)


def allowed_upstream(name: str) -> None:
    """A name of `GPTBOOST_UPSTREAMS`: URLs are the operator's alone, and never in the database."""
    if name not in settings.UPSTREAMS:
        raise ValidationError(f"{name!r} is no upstream of GPTBOOST_UPSTREAMS, which names {_names()}.")


def _names() -> str:
    return ", ".join(sorted(settings.UPSTREAMS)) or "none"


class LogMode(models.TextChoices):
    FULL = "full", "Full: facts and bodies"
    METADATA = "metadata", "Metadata: facts alone, no bodies and no previews"


class Project(models.Model):
    """One application's log. Its rows are reached through it: `project.requests`."""

    slug = models.CharField(max_length=50, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    feedback_needs_key = models.BooleanField(
        default=False, help_text="Refuse votes that come without a key of this project."
    )
    log = models.CharField(
        max_length=10, choices=LogMode.choices, default=LogMode.FULL, help_text="What is kept of calls from now on."
    )
    stream_usage = models.BooleanField(
        default=False, help_text="Ask for the usage of streams where the application does not."
    )
    upstream = models.CharField(
        max_length=50,
        blank=True,
        validators=[allowed_upstream],
        help_text="A name of GPTBOOST_UPSTREAMS; empty for GPTBOOST_UPSTREAM_URL.",
    )

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class Membership(models.Model):
    """A person's place in a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.project}"


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
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

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
