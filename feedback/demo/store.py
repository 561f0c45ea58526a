"""Puts the month into a project, batch by batch, each with its votes and reviews in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction

from feedback.bulk import store_votes
from feedback.demo.exchanges import Exchange
from feedback.demo.team import team
from feedback.demo.votes import Vote
from feedback.models import Feedback, Review, Source
from projects.models import Project
from requestlog import services
from requestlog.ids import new_id
from requestlog.ratings import RATINGS
from requestlog.triage import STATUSES

BATCH = 500
People = Mapping[str, User]


def fill(*, project: Project, exchanges: Iterable[Exchange], now: datetime) -> Iterator[int]:
    """Stores all of `exchanges` in `project`; says after each batch how many it held."""
    rest, people = iter(exchanges), team(project)
    while batch := list(islice(rest, BATCH)):
        _store(project, batch, people, now)
        yield len(batch)


@transaction.atomic
def _store(project: Project, batch: list[Exchange], people: People, now: datetime) -> None:
    services.record(calls=[each.call for each in batch], now=now)
    votes = [_vote(project, each, vote, people) for each in batch for vote in each.votes]
    store_votes(project=project, votes=votes)
    _store_reviews(project, batch, people)


def _store_reviews(project: Project, batch: list[Exchange], people: People) -> None:
    Review.objects.bulk_create(row for each in batch if (row := _review(project, each, people)))
    for word, status in STATUSES.items():
        ids = [each.call.id for each in batch if each.review and each.review.status == word]
        project.requests.filter(id__in=ids).update(triage=status)


def _vote(project: Project, exchange: Exchange, vote: Vote, people: People) -> Feedback:
    author = people.get(vote.by)
    return Feedback(
        id=new_id(vote.created_at),
        project=project,
        request_id=exchange.call.id,
        message_id=exchange.message_id,
        source=Source.TEAM if author else Source.USER,
        submitter=str(author.pk) if author else vote.submitter,
        author=author,
        rating=RATINGS[vote.rating],
        comment=vote.comment,
        tags=list(vote.tags),
        reasons=[reason for reason in vote.reasons if reason in project.reasons],
        correction=vote.correction,
        created_at=vote.created_at,
        updated_at=vote.created_at,
    )


def _review(project: Project, exchange: Exchange, people: People) -> Review | None:
    review = exchange.review
    if review is None:
        return None
    return Review(
        project=project,
        request_id=exchange.call.id,
        assignee=people.get(review.assignee),
        note=review.note,
        correction=review.correction,
        updated_at=review.at,
        updated_by=people[review.by],
    )
