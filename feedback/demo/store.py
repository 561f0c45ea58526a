"""Puts the month into a project, batch by batch, each with its votes in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from feedback.bulk import store_votes
from feedback.demo.exchanges import Exchange
from feedback.models import Feedback
from projects.models import Project
from requestlog import services
from requestlog.ids import new_id
from requestlog.ratings import RATINGS

BATCH = 500


def fill(*, project: Project, exchanges: Iterable[Exchange], now: datetime) -> Iterator[int]:
    """Stores all of `exchanges` in `project`; says after each batch how many it held."""
    rest = iter(exchanges)
    while batch := list(islice(rest, BATCH)):
        _store(project, batch, now)
        yield len(batch)


@transaction.atomic
def _store(project: Project, batch: list[Exchange], now: datetime) -> None:
    services.record(calls=[each.call for each in batch], now=now)
    store_votes(project=project, votes=[vote for each in batch if (vote := _vote(project, each))])


def _vote(project: Project, exchange: Exchange) -> Feedback | None:
    vote = exchange.vote
    if vote is None:
        return None
    return Feedback(
        id=new_id(vote.created_at),
        project=project,
        request_id=exchange.call.id,
        message_id=exchange.message_id,
        rating=RATINGS[vote.rating],
        comment=vote.comment,
        tags=list(vote.tags),
        created_at=vote.created_at,
        updated_at=vote.created_at,
    )
