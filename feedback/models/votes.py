"""Votes: what the people who use an application think of its answers, and what they thought before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from feedback.querysets import FeedbackQuerySet, HeldVoteQuerySet, WordQuerySet
from projects.models import REASON_CHARACTERS, Project
from projects.models.references import somebody
from requestlog.ids import new_id
from requestlog.models import ID_CHARACTERS, Request
from requestlog.ratings import Rating, Source

TAG_CHARACTERS = 100
SUBMITTER_CHARACTERS = 128


class Said(models.Model):
    """What a vote says."""

    rating = models.PositiveSmallIntegerField(choices=Rating.choices)
    comment = models.TextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    correction = models.TextField(blank=True, help_text="The answer that was wanted.")

    class Meta:
        abstract = True


class Feedback(Said):
    """The vote of one submitter on one answer as it stands now.

    A user's `submitter` is the application's word for them, "" for the one anonymous vote of the contract; a team
    member's is their primary key, and `author` themselves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback", db_index=False)
    # No database constraint between project tables: it would rest on the id alone being unique.
    request = models.ForeignKey(Request, models.CASCADE, related_name="votes", db_constraint=False, db_index=False)
    source = models.PositiveSmallIntegerField(choices=Source.choices, default=Source.USER)
    submitter = models.CharField(max_length=SUBMITTER_CHARACTERS, blank=True)
    author = somebody()
    message_id = models.CharField(max_length=ID_CHARACTERS)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.UniqueConstraint(fields=["project", "request", "source", "submitter"], name="feedback_once")
        ]
        indexes = [
            models.Index(
                fields=["project", "source", "submitter", "-request"],
                condition=~Q(submitter=""),
                name="feedback_by_submitter",
            ),
            models.Index(fields=["project", "-request"], condition=~Q(correction=""), name="feedback_corrected"),
        ]

    def __str__(self) -> str:
        return f"{Rating(self.rating).emoji} on {self.message_id}"


class PastVote(Said):
    """What a vote said until it was changed or withdrawn."""

    class End(models.IntegerChoices):
        CHANGED = 1, "changed"
        WITHDRAWN = 2, "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="past_votes", db_index=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    source = models.PositiveSmallIntegerField(choices=Source.choices)
    submitter = models.CharField(max_length=SUBMITTER_CHARACTERS, blank=True)
    given_at = models.DateTimeField(help_text="Since when it said so.")
    ended_at = models.DateTimeField()
    ended_as = models.PositiveSmallIntegerField(choices=End.choices)
    ended_by = models.CharField(max_length=150, blank=True, help_text="A key, a token or a person, in words.")

    class Meta:
        indexes = [
            models.Index(fields=["project", "request", "-id"], name="pastvote_of_request"),
            models.Index(fields=["project", "submitter"], condition=~Q(submitter=""), name="pastvote_by_submitter"),
        ]

    def __str__(self) -> str:
        return f"{Rating(self.rating).emoji} until {self.ended_at}"


class HeldVote(Said):
    """A vote on a message that is not known yet; `expired_at` where it has waited in vain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="held_votes", db_index=False)
    message_id = models.CharField(max_length=ID_CHARACTERS)
    submitter = models.CharField(max_length=SUBMITTER_CHARACTERS, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    expired_at = models.DateTimeField(null=True, blank=True)

    objects = HeldVoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "message_id", "submitter"], condition=Q(expired_at=None), name="heldvote_once"
            )
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(expired_at=None), name="heldvote_waiting"),
            models.Index(fields=["project", "-id"], name="heldvote_of_project"),
        ]

    def __str__(self) -> str:
        return f"{Rating(self.rating).emoji} for {self.message_id}"


class Tag(models.Model):
    """One tag of the users' votes on an answer, for the tag filter and its counts."""

    pk = models.CompositePrimaryKey("project", "name", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback_tags", db_index=False)
    name = models.CharField(max_length=TAG_CHARACTERS)
    request_id = models.UUIDField()

    objects = WordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Reason(models.Model):
    """One reason of the users' votes on an answer, likewise."""

    pk = models.CompositePrimaryKey("project", "name", "request_id")
    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback_reasons", db_index=False)
    name = models.CharField(max_length=REASON_CHARACTERS)
    request_id = models.UUIDField()

    objects = WordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
