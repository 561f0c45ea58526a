"""Puts the month into a project, batch by batch, each with its votes and reviews in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from feedback.bulk import store_votes
from feedback.demo.exchanges import Exchange
from feedback.demo.rows import People, feedback_of, past_of, review_of
from feedback.demo.team import team
from feedback.models import PastVote, Review
from projects.models import Project
from requestlog import services
from requestlog.triage import STATUSES

BATCH = 500


def fill(*, project: Project, exchanges: Iterable[Exchange], now: datetime) -> Iterator[int]:
    """Stores all of `exchanges` in `project`; says after each batch how many it held."""
    rest, people = iter(exchanges), team(project)
    while batch := list(islice(rest, BATCH)):
        _store(project, batch, people, now)
        yield len(batch)


@transaction.atomic
def _store(project: Project, batch: list[Exchange], people: People, now: datetime) -> None:
    services.record(calls=[each.call for each in batch], now=now)
    voted = [(each, vote) for each in batch for vote in each.votes]
    votes = [feedback_of(project, each.call.id, each.message_id, vote, people) for each, vote in voted]
    store_votes(project=project, votes=votes)
    PastVote.objects.bulk_create(past for each, vote in voted if (past := past_of(project, each.call.id, vote)))
    _store_reviews(project, batch, people)


def _store_reviews(project: Project, batch: list[Exchange], people: People) -> None:
    Review.objects.bulk_create(review_of(project, each.call.id, each.review, people) for each in batch if each.review)
    for word, status in STATUSES.items():
        ids = [each.call.id for each in batch if each.review and each.review.status == word]
        project.requests.filter(id__in=ids).update(triage=status)
