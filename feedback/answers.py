"""Votes as they are answered. By hand: serializers take longer for it than the database for the vote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from feedback.models import Feedback, HeldVote
from feedback.snapshots import moment
from requestlog.ratings import Rating

FURTHER = ("submitter", "reasons", "correction")


def answer_of(vote: Feedback | HeldVote) -> dict[str, Any]:
    """The contract's keys, and further ones where they say something; of a vote that waits, until when."""
    if isinstance(vote, HeldVote):
        return {**_said(vote, None), "expires_at": moment(vote.expires_at)}
    changed = {} if vote.updated_at == vote.created_at else {"updated_at": moment(vote.updated_at)}
    return _said(vote, vote.request_id) | changed


def _said(vote: Feedback | HeldVote, request_id: UUID | None) -> dict[str, Any]:
    return {
        "message_id": vote.message_id,
        "rating": Rating(vote.rating).label,
        "comment": vote.comment,
        "tags": vote.tags,
        "created_at": moment(vote.created_at),
        "request_id": request_id and str(request_id),
        **{name: said for name in FURTHER if (said := getattr(vote, name))},
    }
