"""What webhooks were told, or are to be told, of one person: events, and deliveries whose body carries them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from feedback.models import Source
from feedback.querysets import VoteEventQuerySet
from projects.models import Project
from requestlog.ids import first_id

BATCH = 200
ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Each body has the id of its entry after at most so many that a message's id and a comment may hold
IDS = 12
SUBMITTER = '"submitter":'
# The clock that dated a delivery may be another host's
MARGIN = timedelta(minutes=1)


def forget_tellings(*, project: Project, user: str) -> int:
    """Forgets all of the project's events and deliveries that are of `user`; returns how many. A statement each few.

    To be called while the person's requests and votes are there: a body is known by its entry's id.
    """
    gone, _ = events_of(project, user).delete()
    deliveries = project.deliveries.order_by("pk").values_list("pk", "body")
    batch = list(deliveries[:BATCH])
    while batch:
        deleted, _ = project.deliveries.filter(pk__in=deliveries_of(project, user, batch)).delete()
        gone += deleted
        batch = list(deliveries.filter(pk__gt=batch[-1][0])[:BATCH])
    return gone


def forget_tellings_of_entries(*, project: Project, ids: Sequence[UUID], since: datetime) -> int:
    """Forgets what came `since` then about these entries; returns how many. Events first: the worker may be telling."""
    gone, _ = project.vote_events.filter(request_id__in=ids).delete()
    recent = project.deliveries.filter(pk__gte=first_id(since - MARGIN)).values_list("pk", "body")
    entries = set(ids)
    about = [pk for pk, body in recent.iterator(BATCH) if entries & ids_in(body)]
    deleted, _ = project.deliveries.filter(pk__in=about).delete()
    return gone + deleted


def events_of(project: Project, user: str) -> VoteEventQuerySet:
    """Events of the person's votes, and of anybody's on their requests."""
    own = project.requests.filter(id=OuterRef("request_id"), end_user=user)
    return project.vote_events.filter(Exists(own) | Q(vote__submitter=user, vote__source=Source.USER.label))


def deliveries_of(project: Project, user: str, deliveries: Sequence[tuple[UUID, str]]) -> list[UUID]:
    """Of these, each with its body, those about a request of `user`, and about a vote that is or may be theirs."""
    named = {pk: ids_in(body) for pk, body in deliveries}
    entries = set().union(*named.values())
    own = set(project.requests.filter(id__in=entries, end_user=user).values_list("id", flat=True))
    voted = _voted(project, user, entries)
    return [pk for pk, body in deliveries if named[pk] & own or (named[pk] & voted and _may_be_of(user, body))]


def ids_in(body: str) -> set[UUID]:
    """The ids that a body begins with; its entry's is among them."""
    return {UUID(match[0]) for match in islice(ID.finditer(body), IDS)}


def _voted(project: Project, user: str, entries: Iterable[UUID]) -> set[UUID]:
    """Those of `entries` on which the person votes, or did."""
    theirs = Q(request_id__in=entries, source=Source.USER, submitter=user)
    votes = project.feedback.filter(theirs).values_list("request_id", flat=True)
    return {*votes, *project.past_votes.filter(theirs).values_list("request_id", flat=True)}


def _may_be_of(user: str, body: str) -> bool:
    """Whether the body names the person as the voter, or, as in mails and chats, nobody that can be told for sure."""
    return SUBMITTER not in body or SUBMITTER + json.dumps(user, ensure_ascii=False) in body
