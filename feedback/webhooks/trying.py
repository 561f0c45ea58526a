"""The vote that a test tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.models import Feedback
from feedback.snapshots import snapshot
from requestlog.ids import new_id
from requestlog.models import Request
from requestlog.ratings import Rating


def invented_vote(entry: Request | None, now: datetime) -> dict[str, Any]:
    """A snapshot of a vote that nobody gave: on `entry`, so that links lead somewhere, or on nothing."""
    vote = Feedback(
        request_id=entry.id if entry else new_id(now),
        message_id=(entry.message_id if entry else "") or "chatcmpl-test",
        rating=Rating.NEGATIVE,
        comment="This is a test of GPTBoost's webhooks.",
        tags=["test"],
        created_at=now,
        updated_at=now,
    )
    return snapshot(vote)
