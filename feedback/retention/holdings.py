"""What is held of one person: of the end user that calls name, and the submitter that votes name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from feedback.models import HeldVote, Source
from feedback.retention.tellings import deliveries_of, events_of
from projects.models import Project
from requestlog.cleaning import clean_text
from requestlog.models import ID_CHARACTERS, Request
from requestlog.querysets import COUNTED, LOOKED_AT, Count, RequestQuerySet

# The kinds of rows that are of a person, and what people call them
KINDS = {
    "requests": "requests",
    "bodies": "bodies of requests",
    "votes": "votes, theirs and those on their requests",
    "past_votes": "votes as they were before",
    "held_votes": "votes without their message",
    "reviews": "notes of the team",
    "labels": "labels of the team",
    "deliveries": "messages to webhooks",
}
NAMES = ("message_id", "upstream_request_id", "external_id")


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many rows of each of `KINDS` are of a person: requests counted up to 10,000, and what hangs on them among
    the newest 1,000."""

    counts: Mapping[str, Count]

    def __bool__(self) -> bool:
        return any(count.value for count in self.counts.values())


def person(user: str) -> str:
    """The id of a person as the log has it. Raises `ValidationError` for none, and for one longer than it keeps."""
    if not user:
        raise ValidationError("Give the person’s id, as your application names them in calls and votes.")
    if len(user) > ID_CHARACTERS:
        raise ValidationError(f"The log keeps the first {ID_CHARACTERS} characters of an id: give these alone.")
    return clean_text(user)


def look_up(*, project: Project, user: str) -> Holdings:
    """What is held of `user`; changes nothing. Raises as `person` does."""
    name = person(user)
    newest = list(requests_of(project, name).newest_first().only("project_id", *NAMES)[:LOOKED_AT])
    on_theirs, theirs = Q(request_id__in=[entry.id for entry in newest]), Q(source=Source.USER, submitter=name)
    counted = {
        "bodies": up_to(project.payloads.filter(on_theirs)),
        "votes": up_to(project.feedback.filter(on_theirs | theirs)),
        "past_votes": up_to(project.past_votes.filter(on_theirs | theirs)),
        "reviews": up_to(project.reviews.filter(on_theirs)),
        "labels": up_to(project.labels.filter(on_theirs)),
        "held_votes": up_to(project.held_votes.filter(submitter=name) | held_for(project, newest)),
        "deliveries": _deliveries(project, name),
    }
    requests = requests_of(project, name).count_up_to()
    more = requests.value > len(newest)
    return Holdings({"requests": requests} | {kind: Count(n.value, n.capped or more) for kind, n in counted.items()})


def requests_of(project: Project, name: str) -> RequestQuerySet:
    """The calls that name a person as their end user."""
    return project.requests.filter(end_user=name)


def held_for(project: Project, entries: Sequence[Request]) -> QuerySet[HeldVote]:
    """The votes that wait, or waited in vain, for one of these messages."""
    names = {name for entry in entries for name in (str(entry.id), *(getattr(entry, name) for name in NAMES)) if name}
    return project.held_votes.filter(message_id__in=names)


def up_to(rows: QuerySet[Any], most: int = COUNTED) -> Count:
    """The number of rows, counted no further than `most`."""
    number = rows.order_by()[: most + 1].count()
    return Count(min(number, most), number > most)


def _deliveries(project: Project, name: str) -> Count:
    """Those among the newest thousand, and the events of which none were made yet."""
    newest: list[tuple[UUID, str]] = list(project.deliveries.newest_first().values_list("pk", "body")[: LOOKED_AT + 1])
    told = deliveries_of(project, name, list(islice(newest, LOOKED_AT)))
    return Count(events_of(project, name).count() + len(told), len(newest) > LOOKED_AT and bool(told))
