"""What happened to a vote, kept for those who want to be told of it."""

from __future__ import annotations

from datetime import datetime

from feedback.models import Feedback, Kind, VoteEvent, Webhook
from feedback.snapshots import snapshot


def keep_event(*, vote: Feedback, kind: Kind, now: datetime) -> None:
    """Keeps an event in the vote's own transaction, where its project has somebody to tell."""
    if not Webhook.objects.enabled().filter(project=vote.project_id).exists():
        return
    VoteEvent.objects.create(
        project_id=vote.project_id, request_id=vote.request_id, kind=kind, vote=snapshot(vote), created_at=now
    )
