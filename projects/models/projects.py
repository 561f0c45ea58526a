"""A project and its settings."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from projects.querysets import ProjectQuerySet

DEFAULT_SLUG = "default"
MOST_REASONS, REASON_CHARACTERS = 50, 100
slug_validator = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?\Z", "1 to 50 lower-case letters, digits and inner hyphens"
)


def allowed_upstream(name: str) -> None:
    """A name of `GPTBOOST_UPSTREAMS`: URLs are the operator's alone, and never in the database."""
    if name not in settings.UPSTREAMS:
        raise ValidationError(f"{name!r} is no upstream of GPTBOOST_UPSTREAMS, which names {_names()}.")


def _names() -> str:
    return ", ".join(sorted(settings.UPSTREAMS)) or "none"


def usual_reasons() -> list[str]:
    """What people may pick until a project keeps a list of its own."""
    return ["wrong", "outdated", "incomplete", "off topic", "too long", "unclear", "unsafe"]


def reason_list(reasons: object) -> None:
    """A list of different texts of bounded number and length."""
    texts = reasons if isinstance(reasons, list) and all(isinstance(each, str) for each in reasons) else None
    if texts is None or len(texts) > MOST_REASONS or len(set(texts)) < len(texts):
        raise ValidationError(f"Give a list of at most {MOST_REASONS} different reasons.")
    if not all(len(each.strip()) > 0 and len(each) <= REASON_CHARACTERS for each in texts):
        raise ValidationError(f"Each reason has 1 to {REASON_CHARACTERS} characters.")


class LogMode(models.TextChoices):
    FULL = "full", "Full: facts and bodies"
    METADATA = "metadata", "Metadata: facts alone, no bodies and no previews"


class Project(models.Model):
    """One application's log. Its rows are reached through it: `project.requests`."""

    slug = models.CharField(max_length=50, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is closed: it is read, but no key of it opens anything."
    )
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

    reasons = models.JSONField(
        default=usual_reasons, blank=True, validators=[reason_list], help_text="What voters may pick as reasons."
    )
    vote_hold_minutes = models.PositiveSmallIntegerField(
        default=15,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text="How long votes with a key wait for a message that is not known yet; 0: they are refused.",
    )
    vote_tokens = models.BooleanField(
        default=False, help_text="Answer calls with a token that is good for votes on that answer alone."
    )

    # How long each part of the log is kept
    keep_bodies_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Days that bodies are kept; empty: for good.",
    )
    keep_requests_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Days that rows are kept; empty: for good.",
    )
    keep_votes_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Days that votes are kept; empty: for good.",
    )
    keep_rated = models.BooleanField(
        default=True, help_text="Keep the row and the bodies of an answer as long as its votes are kept."
    )

    objects = ProjectQuerySet.as_manager()
    role: str  # the reader's, of a project that was opened for them

    def __str__(self) -> str:
        return self.name

    @property
    def may_judge(self) -> bool:
        """Whether its reader may vote, review and label: an archived project is read alone."""
        return self.role != "viewer" and self.archived_at is None
