"""Erases what is held of one person, in short transactions: stopped anywhere, a later call goes on.

Words go from search at once, in case no worker is there to follow the queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction

from feedback.models import Source
from feedback.retention.holdings import NAMES, held_for, person, requests_of
from feedback.retention.locking import lock_entries
from feedback.retention.rows import delete_entries
from feedback.retention.tellings import forget_tellings, forget_tellings_of_entries
from feedback.retention.votes import refresh_entries
from projects.models import Project
from requestlog.models import Request
from requestlog.search.filling import keep as keep_words

BATCH = 100


def erase(*, project: Project, user: str, now: datetime) -> Iterator[Counter[str]]:
    """Erases the calls of `user` with all that hangs on them, and their votes on the calls of others, of which nothing
    is kept; nobody is told. Yields, by `KINDS`, what each batch erased; nothing where nothing is held.

    Raises as `person` does.
    """
    name = person(user)
    gone = Counter(deliveries=forget_tellings(project=project, user=name), held_votes=_held_votes(project, name))
    for batch in chain(_requests(project, name, now), _votes(project, name), _past_votes(project, name)):
        yield gone + batch
        gone = Counter()
    if gone.total():
        yield +gone


def _held_votes(project: Project, name: str) -> int:
    return project.held_votes.filter(submitter=name).delete()[0]


def _requests(project: Project, name: str, now: datetime) -> Iterator[Counter[str]]:
    entries = requests_of(project, name).newest_first().only("project_id", *NAMES)
    batch = list(entries[:BATCH])
    while batch:
        yield _without(project, batch, now)
        batch = list(entries.filter(id__lt=batch[-1].id)[:BATCH])


@transaction.atomic
def _without(project: Project, entries: Sequence[Request], now: datetime) -> Counter[str]:
    """Deletes entries with all that hangs on them, their words too, and what webhooks were told of them since `now`."""
    ids = [entry.id for entry in entries]
    gone = delete_entries(project=project, ids=ids)
    gone["held_votes"] += held_for(project, entries).delete()[0]
    gone["deliveries"] += forget_tellings_of_entries(project=project, ids=ids, since=now)
    keep_words({(project.pk, id) for id in ids})
    return gone


def _votes(project: Project, name: str) -> Iterator[Counter[str]]:
    votes = project.feedback.of_users().filter(submitter=name).order_by("-request_id")
    ids = votes.values_list("request_id", flat=True)
    batch = list(ids[:BATCH])
    while batch:
        yield _unsaid(project, name, batch)
        batch = list(ids.filter(request_id__lt=batch[-1])[:BATCH])


@transaction.atomic
def _unsaid(project: Project, name: str, ids: Sequence[UUID]) -> Counter[str]:
    """Takes the person's votes off these entries."""
    there = lock_entries(project=project, ids=ids)
    own = project.feedback.of_users().filter(submitter=name, request_id__in=there)
    votes = list(own)
    gone, _ = own.delete()
    refresh_entries(project=project, unsaid=votes)
    keep_words({(project.pk, id) for id in there})
    return Counter(votes=gone)


def _past_votes(project: Project, name: str) -> Iterator[Counter[str]]:
    votes = project.past_votes.filter(source=Source.USER, submitter=name).values_list("pk", flat=True)
    while batch := list(votes[:BATCH]):
        yield Counter(past_votes=project.past_votes.filter(pk__in=batch).delete()[0])
