"""A vote as plain values: for answers, documents, events and deliveries alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.models import Feedback, Said, Source
from requestlog.ratings import Rating


def snapshot(vote: Feedback) -> dict[str, Any]:
    """Everything of `vote`, ready for JSON; times as "2026-11-23T12:00:00.000000Z"."""
    return {
        "message_id": vote.message_id,
        "request_id": str(vote.request_id),
        **words(vote),
        "source": Source(vote.source).label,
        "submitter": vote.submitter,
        "created_at": moment(vote.created_at),
        "updated_at": moment(vote.updated_at),
    }


def changed_snapshot(vote: Feedback, before: Said) -> dict[str, Any]:
    """The same of a vote that was changed, with what is another thing now as it was `before` under "previous"."""
    now = snapshot(vote)
    return {**now, "previous": {name: said for name, said in words(before).items() if said != now[name]}}


def words(said: Said) -> dict[str, Any]:
    """What a vote says, or said."""
    rating = Rating(said.rating)
    return {
        "rating": rating.label,
        "emoji": rating.emoji,
        "comment": said.comment,
        "tags": said.tags,
        "reasons": said.reasons,
        "correction": said.correction,
    }


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
