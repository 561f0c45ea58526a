"""The words of votes, tags and reasons, of votes that go."""

from __future__ import annotations

from collections.abc import Iterable

from feedback.models import Feedback, Reason, Tag
from feedback.retention.keys import delete_by_key
from projects.models import Project

KEY = ("project_id", "name", "request_id")


def forget_words(*, project: Project, votes: Iterable[Feedback]) -> None:
    """Removes the tags and reasons of these votes' entries, by the whole key: of one word there may be very many."""
    said = list(votes)
    tags = {(project.pk, name, vote.request_id) for vote in said for name in vote.tags}
    reasons = {(project.pk, name, vote.request_id) for vote in said for name in vote.reasons}
    delete_by_key(Tag, KEY, sorted(tags))
    delete_by_key(Reason, KEY, sorted(reasons))
