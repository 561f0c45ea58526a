"""Many votes at once, on entries that have none of their source: sample data and imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from feedback.models import Feedback, Reason, Source, Tag
from projects.models import Project
from requestlog.changes import changed
from requestlog.ratings import Rating
from requestlog.triage import Triage


@transaction.atomic
def store_votes(*, project: Project, votes: Sequence[Feedback]) -> None:
    """Stores votes of one project with their tags, reasons and copies in the log, all or none; nobody is told.

    Raises `django.db.IntegrityError` where one of the entries has a vote of the same submitter already.
    """
    Feedback.objects.bulk_create(votes)
    of_users = [vote for vote in votes if vote.source == Source.USER]
    tags = [Tag(project=project, name=name, request_id=vote.request_id) for vote in of_users for name in vote.tags]
    reasons = [Reason(project=project, name=name, request_id=v.request_id) for v in of_users for name in v.reasons]
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    Reason.objects.bulk_create(reasons, ignore_conflicts=True)
    _copy(project, of_users, _as_users)
    _copy(project, [vote for vote in votes if vote.source == Source.TEAM], _as_the_team)
    disliked = [vote.request_id for vote in votes if vote.rating == Rating.NEGATIVE]
    project.requests.filter(id__in=disliked, triage=None).update(triage=Triage.NEW)
    changed(project_id=project.pk, ids={vote.request_id for vote in votes}, texts=True)


def _as_users(votes: Sequence[Feedback]) -> dict[str, Any]:
    return {"rating": votes[-1].rating, "has_comment": any(vote.comment for vote in votes)}


def _as_the_team(votes: Sequence[Feedback]) -> dict[str, Any]:
    return {"team_rating": votes[-1].rating}


def _copy(project: Project, votes: Iterable[Feedback], columns: Callable[[Sequence[Feedback]], dict[str, Any]]) -> None:
    """Sets what the log keeps: a handful of statements, one for all entries with the same `columns` of their votes."""
    ids: dict[tuple[tuple[str, Any], ...], list[UUID]] = defaultdict(list)
    for id, of_entry in _by_entry(votes).items():
        ids[tuple(columns(of_entry).items())].append(id)
    for values, alike in ids.items():
        project.requests.filter(id__in=alike).update(**dict(values))


def _by_entry(votes: Iterable[Feedback]) -> Mapping[UUID, list[Feedback]]:
    """The votes by their entries, the latest last."""
    entries: dict[UUID, list[Feedback]] = defaultdict(list)
    for vote in sorted(votes, key=lambda vote: (vote.updated_at, vote.pk)):
        entries[vote.request_id].append(vote)
    return entries
