"""Credentials of every kind, good and bad, as headers of a vote."""

from __future__ import annotations

import time
from uuid import UUID

from django.conf import settings

from feedback.models import Feedback
from projects import tokens
from projects.tokens import VoteToken


def token_for(
    project_id: int, request_id: UUID, *, submitter: str | None = None, seconds: int = 600, pepper: bytes = b""
) -> str:
    """A token as the gateway makes it, or, with `submitter`, as each vote gets one."""
    mark = tokens.ANYBODY if submitter is None else tokens.mark_of(submitter)
    token = VoteToken(project_id, request_id, int(time.time()) + seconds, mark)
    return tokens.written(token, pepper or settings.VOTE_TOKEN_PEPPER)


def keyed(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def with_token(token: str) -> dict[str, str]:
    return {"X-GPTBoost-Feedback-Token": token}


def stored() -> list[tuple[str, str]]:
    """What is voted, by whom."""
    return [(vote.submitter, vote.get_rating_display()) for vote in Feedback.objects.order_by("submitter")]
