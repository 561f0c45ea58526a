"""Many votes at once, on entries that have none: sample data and imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from feedback.models import Feedback, Tag
from projects.models import Project


@transaction.atomic
def store_votes(*, project: Project, votes: Sequence[Feedback]) -> None:
    """Stores votes of one project with their tags and their copies in the log, all or none.

    Raises `django.db.IntegrityError` where one of the entries has a vote of the same submitter already.
    """
    Feedback.objects.bulk_create(votes)
    tags = [Tag(project=project, name=name, request_id=vote.request_id) for vote in votes for name in vote.tags]
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    for (rating, commented), ids in _by_copy(votes).items():
        project.requests.filter(id__in=ids).update(rating=rating, has_comment=commented)


def _by_copy(votes: Sequence[Feedback]) -> dict[tuple[int, bool], list[UUID]]:
    """The entries by what the log keeps of their votes: six statements at most, however many votes."""
    ids: dict[tuple[int, bool], list[UUID]] = defaultdict(list)
    for vote in votes:
        ids[vote.rating, bool(vote.comment)].append(vote.request_id)
    return ids
