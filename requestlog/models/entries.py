"""The log: a narrow row a call, its bodies beside it, and every id that a client may have seen of it."""

from __future__ import annotations

from django.db import models

from projects.models import Project
from requestlog.ids import new_id
from requestlog.querysets import KnownIdQuerySet, RequestQuerySet
from requestlog.ratings import Rating
from requestlog.triage import Triage

PREVIEW_CHARACTERS = 160
ID_CHARACTERS = 255


class State(models.TextChoices):
    """How a call ended, as seen by the gateway."""

    STARTED = "started", "In flight"
    COMPLETE = "complete", "Complete"
    CLIENT_CLOSED = "client_closed", "Client went away"
    UPSTREAM_ERROR = "upstream_error", "Upstream failed"
    INTERRUPTED = "interrupted", "Interrupted"


class Request(models.Model):
    """One call; in code a row is an `entry`. Lists read this table and no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="requests", db_index=False)
    message_id = models.CharField(max_length=ID_CHARACTERS, blank=True)
    upstream_request_id = models.CharField(max_length=ID_CHARACTERS, blank=True)
    external_id = models.CharField(max_length=128, blank=True, help_text="The id that the ingest API's client gave.")
    created_at = models.DateTimeField()
    endpoint = models.CharField(max_length=200)
    model = models.CharField(max_length=200, blank=True)
    status = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.COMPLETE)
    error_type = models.CharField(max_length=100, blank=True)
    streamed = models.BooleanField(default=False)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    time_to_first_token_ms = models.PositiveIntegerField(null=True, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    cached_tokens = models.PositiveIntegerField(null=True, blank=True)
    reasoning_tokens = models.PositiveIntegerField(null=True, blank=True)
    prompt_audio_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_audio_tokens = models.PositiveIntegerField(null=True, blank=True)
    cache_write_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, null=True, blank=True)
    price = models.CharField(max_length=100, null=True, blank=True, help_text="Which price the cost is of.")
    end_user = models.CharField(max_length=ID_CHARACTERS, blank=True)
    session = models.CharField(max_length=ID_CHARACTERS, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    prompt_preview = models.CharField(max_length=PREVIEW_CHARACTERS, blank=True)
    answer_preview = models.CharField(max_length=PREVIEW_CHARACTERS, blank=True)
    # Copies, set in the vote's transaction: lists, filters and counts never join. The latest rating of a user and,
    # apart from it, of the team; whether a user wrote a comment; where the team stands with a 👎.
    rating = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    has_comment = models.BooleanField(default=False)
    team_rating = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    triage = models.PositiveSmallIntegerField(choices=Triage.choices, null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "id"], name="request_in_project"),
            models.UniqueConstraint(
                fields=["project", "external_id"], condition=~models.Q(external_id=""), name="request_external_id"
            ),
        ]
        # Those that lead by a value serve that value alone; those that do not, any of several, in order as well. What
        # they include is for filters of two kinds and for counts, which then need no row.
        indexes = [
            models.Index(
                fields=["project", "rating", "-id"],
                condition=models.Q(rating__isnull=False),
                include=["model", "status", "has_comment", "end_user"],
                name="request_by_rating",
            ),
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(rating__isnull=False),
                include=["rating", "model", "status", "has_comment"],
                name="request_rated",
            ),
            models.Index(fields=["project", "-id"], condition=models.Q(has_comment=True), name="request_commented"),
            models.Index(
                fields=["project", "status", "-id"],
                condition=~models.Q(status=200),
                include=["rating", "has_comment"],
                name="request_by_status",
            ),
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(status__gte=400),
                include=["status", "model", "rating", "has_comment"],
                name="request_failed",
            ),
            models.Index(
                fields=["project", "-id"],
                condition=~models.Q(state="complete"),
                include=["state", "status", "rating", "has_comment"],
                name="request_unusual",
            ),
            models.Index(
                fields=["project", "state", "-id"],
                condition=~models.Q(state="complete"),
                include=["rating", "has_comment"],
                name="request_by_state",
            ),
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(team_rating__isnull=False),
                include=["team_rating", "rating", "has_comment"],
                name="request_team_rated",
            ),
            models.Index(
                fields=["project", "triage", "-id"], condition=models.Q(triage__isnull=False), name="request_by_triage"
            ),
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(triage__isnull=False),
                include=["triage"],
                name="request_triaged",
            ),
            models.Index(
                fields=["project", "end_user", "-id"], condition=~models.Q(end_user=""), name="request_by_user"
            ),
            models.Index(
                fields=["project", "session", "-id"], condition=~models.Q(session=""), name="request_by_session"
            ),
            models.Index(fields=["project", "model", "-id"], name="request_by_model"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class KnownId(models.Model):
    """An id that a client may have seen of a call; the vote's one look-up.

    `seen_at` is the server's own time, never the client's: the project that recorded an id first owns it.
    """

    pk = models.CompositePrimaryKey("message_id", "project", "request_id")
    message_id = models.CharField(max_length=ID_CHARACTERS)
    project = models.ForeignKey(Project, models.PROTECT, related_name="known_ids", db_index=False)
    request_id = models.UUIDField()
    seen_at = models.DateTimeField()

    objects = KnownIdQuerySet.as_manager()

    def __str__(self) -> str:
        return self.message_id


class Payload(models.Model):
    """What was sent and received, byte for byte, compressed with zstd. Never read by a list."""

    pk = models.CompositePrimaryKey("project", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="payloads", db_index=False)
    request_id = models.UUIDField()
    request = models.BinaryField(null=True)
    response = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.request_id)
