"""The words of votes, tags and reasons, of votes that go."""

from __future__ import annotations

from collections.abc import Iterable

from feedback.models import Feedback
from projects.models import Project


def forget_words(*, project: Project, votes: Iterable[Feedback]) -> None:
    """Removes the tags and reasons of these votes' entries, by the whole key: of one word there may be very many."""
    said = list(votes)
    tags = {(project.pk, name, vote.request_id) for vote in said for name in vote.tags}
    reasons = {(project.pk, name, vote.request_id) for vote in said for name in vote.reasons}
    if tags:
        project.feedback_tags.filter(pk__in=sorted(tags)).delete()
    if reasons:
        project.feedback_reasons.filter(pk__in=sorted(reasons)).delete()
