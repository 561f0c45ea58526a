"""The tables of votes, of what the team makes of them, and of who is told."""

from __future__ import annotations

from feedback.models.labels import LABEL_CHARACTERS, Label
from feedback.models.review import Review
from feedback.models.votes import (
    SUBMITTER_CHARACTERS,
    TAG_CHARACTERS,
    Feedback,
    HeldVote,
    PastVote,
    Reason,
    Said,
    Tag,
)
from feedback.models.webhooks import Channel, Delivery, Kind, VoteEvent, Webhook
from requestlog.ratings import Source

__all__ = [
    "LABEL_CHARACTERS",
    "SUBMITTER_CHARACTERS",
    "TAG_CHARACTERS",
    "Channel",
    "Delivery",
    "Feedback",
    "HeldVote",
    "Kind",
    "Label",
    "PastVote",
    "Reason",
    "Review",
    "Said",
    "Source",
    "Tag",
    "VoteEvent",
    "Webhook",
]
