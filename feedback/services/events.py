"""What happened to a vote, kept for those who want to be told of it."""

from __future__ import annotations

from datetime import datetime

from feedback.models import Feedback, Kind, Said, VoteEvent, Webhook
from feedback.snapshots import changed_snapshot, snapshot


def keep_event(*, vote: Feedback, kind: Kind, now: datetime, before: Said | None = None) -> None:
    """Keeps an event in the vote's own transaction, where its project has somebody to tell.

    `before` is what a vote that was changed said until now.
    """
    if not Webhook.objects.enabled().filter(project=vote.project_id).exists():
        return
    said = changed_snapshot(vote, before) if before else snapshot(vote)
    VoteEvent.objects.create(
        project_id=vote.project_id, request_id=vote.request_id, kind=kind, vote=said, created_at=now
    )
