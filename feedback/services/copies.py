"""What the log keeps of an entry's votes, so that no list has to look at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from feedback import statements
from feedback.models import Feedback, Reason, Said, Source, Tag
from requestlog.changes import changed
from requestlog.models import Request
from requestlog.ratings import Rating
from requestlog.triage import Triage

Word = TypeVar("Word", Tag, Reason)


def lock(*, project_id: int, request_id: UUID) -> None:
    """Lets nobody else give or change votes on the entry, or change its row, until the transaction ends."""
    statements.run_together(statements.lock(request_id))
    entry = Request.objects.filter(project=project_id, id=request_id)
    entry.select_for_update().values_list("id").first()


def refresh(*, project_id: int, request_id: UUID, unsaid: Said | None = None) -> None:
    """Brings rating, has_comment, team_rating, triage, tags and reasons in line with the entry's current votes.

    To be called inside the transaction, after `lock`. `unsaid` is what a vote said before: of its words, those that
    no other vote says go.
    """
    votes = list(Feedback.objects.filter(project=project_id, request=request_id).latest_first())
    entry = Request.objects.filter(project=project_id, id=request_id)
    entry.update(**copied(votes))
    of_users = [vote for vote in votes if vote.source == Source.USER]
    before = [] if unsaid is None else [unsaid]
    _refresh_words(Tag, project_id, request_id, [vote.tags for vote in of_users], [old.tags for old in before])
    _refresh_words(Reason, project_id, request_id, [vote.reasons for vote in of_users], [old.reasons for old in before])
    changed(project_id=project_id, ids=[request_id], texts=True)


def copied(votes: Sequence[Feedback]) -> dict[str, Any]:
    """The entry's columns by its votes, of which the latest is the first."""
    of_users = [vote for vote in votes if vote.source == Source.USER]
    disliked = any(vote.rating == Rating.NEGATIVE for vote in votes)
    return {
        "rating": next((vote.rating for vote in of_users), None),
        "has_comment": any(vote.comment for vote in of_users),
        "team_rating": next((vote.rating for vote in votes if vote.source == Source.TEAM), None),
        # What people have set stays
        "triage": Coalesce(F("triage"), Value(Triage.NEW)) if disliked else NullIf(F("triage"), Value(Triage.NEW)),
    }


def _refresh_words(
    words: type[Word],
    project_id: int,
    request_id: UUID,
    said: Iterable[Sequence[str]],
    unsaid: Iterable[Sequence[str]],
) -> None:
    """Names first in each condition: the key is (project, name, entry)."""
    names = {name for each in said for name in each}
    gone = {name for each in unsaid for name in each} - names
    if gone:
        words.objects.filter(project=project_id, name__in=gone, request_id=request_id).delete()
    rows = [words(project_id=project_id, name=name, request_id=request_id) for name in sorted(names)]
    words.objects.bulk_create(rows, ignore_conflicts=True)
