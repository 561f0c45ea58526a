"""A vote as plain values: for answers, documents, events and deliveries alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.models import Feedback, Source
from requestlog.ratings import Rating


def snapshot(vote: Feedback) -> dict[str, Any]:
    """Everything of `vote`, ready for JSON; times as "2026-11-23T12:00:00.000000Z"."""
    rating = Rating(vote.rating)
    return {
        "message_id": vote.message_id,
        "request_id": str(vote.request_id),
        "rating": rating.label,
        "emoji": rating.emoji,
        "comment": vote.comment,
        "tags": vote.tags,
        "reasons": vote.reasons,
        "correction": vote.correction,
        "source": Source(vote.source).label,
        "submitter": vote.submitter,
        "created_at": moment(vote.created_at),
        "updated_at": moment(vote.updated_at),
    }


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
