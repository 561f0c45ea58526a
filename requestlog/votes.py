"""Votes on answers and what the team makes of them, as plain values for documents and cells.

Their tables belong to rooms above and are reached through the project. What is read of them is apart from what is
made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Count, IntegerField, QuerySet, TextField, Window
from django.db.models.functions import Cast, RowNumber

from requestlog.database.texts import Id, Moment
from requestlog.ratings import Rating, Source
from requestlog.triage import Triage

ANSWER = Id("request_id")
# Moments and lists as text: Django would make objects of them, which are only to be written down again
VOTE_COLUMNS = (
    *("rating", "comment", Cast("tags", TextField()), Cast("reasons", TextField()), "correction"),
    *("source", "submitter", Moment("created_at"), Moment("updated_at")),
)
REVIEW_COLUMNS = ("assignee__username", "note", "correction", "updated_at")
# What is in `feedback` only where it is set
OPTIONAL = ("submitter", "reasons", "correction")
WORDS = {rating.value: (rating.label, rating.emoji) for rating in Rating}
SOURCES = {source.value: source.label for source in Source}

Document = dict[str, Any]
Votes = Sequence[Document]
ReviewRow = Sequence[Any]
Labels = Sequence[str]
Row = tuple[Any, ...]
Rows = QuerySet[Any, Row]


@dataclass(frozen=True, slots=True)
class Summary:
    """The latest vote of a user, if there is one, and how many votes there are in all."""

    latest: Document | None
    count: int


NO_VOTES = Summary(None, 0)


def vote_rows(rows: QuerySet[Any]) -> Rows:
    """Votes for `votes_of`, the latest first."""
    return rows.order_by("-updated_at", "-id").values_list(ANSWER, *VOTE_COLUMNS)


def votes_of(rows: Iterable[Row]) -> Mapping[str, Votes]:
    """Votes as they stand, users' and the team's, the latest first, by the id of their answer."""
    votes: dict[str, list[Document]] = defaultdict(list)
    for id, *said in rows:
        votes[id].append(vote_of(*said))
    return votes


def summary_rows(rows: QuerySet[Any]) -> Rows:
    """Votes for `summaries_of`: one row of each answer, however many voted."""
    ranked: QuerySet[Any] = rows.annotate(
        place=Window(RowNumber(), partition_by="request_id", order_by=["source", "-updated_at", "-id"]),
        # PostgreSQL counts in 64 bits, and Django does not know
        count=Cast(Window(Count("id"), partition_by="request_id"), IntegerField()),
    )
    latest: Rows = ranked.filter(place=1).values_list(ANSWER, "count", *VOTE_COLUMNS)
    return latest


def summaries_of(rows: Iterable[Row]) -> Mapping[str, Summary]:
    """`votes_of` in short."""
    return {id: Summary(latest_of_users([vote_of(*said)]), count) for id, count, *said in rows}


def review_rows(rows: QuerySet[Any]) -> Rows:
    """Reviews for `reviews_of`."""
    return rows.values_list(ANSWER, *REVIEW_COLUMNS)


def reviews_of(rows: Iterable[Row]) -> Mapping[str, ReviewRow]:
    """The values of `REVIEW_COLUMNS` of these reviews, by the id of their answer."""
    return {id: values for id, *values in rows}


def label_rows(rows: QuerySet[Any]) -> Rows:
    """Labels for `labels_of`."""
    return rows.order_by("request_id", "name").values_list(ANSWER, "name")


def labels_of(rows: Iterable[Row]) -> Mapping[str, list[str]]:
    """The names of these labels, sorted, by the id of their answer."""
    labels: dict[str, list[str]] = defaultdict(list)
    for id, name in rows:
        labels[id].append(name)
    return labels


def vote_of(
    rating: int,
    comment: str,
    tags: str,
    reasons: str,
    correction: str,
    source: int,
    submitter: str,
    created_at: str,
    updated_at: str,
) -> Document:
    """One of `votes` in a JSON object, of the values of `VOTE_COLUMNS`."""
    word, emoji = WORDS[rating]
    return {
        "rating": word,
        "emoji": emoji,
        "comment": comment,
        "tags": orjson.loads(tags),
        "reasons": orjson.loads(reasons),
        "correction": correction,
        "source": SOURCES[source],
        "submitter": submitter,
        "created_at": created_at,
        "updated_at": updated_at,
    }


def latest_of_users(votes: Votes) -> Document | None:
    """The one that counts for the answer: the latest of a user."""
    return next((vote for vote in votes if vote["source"] == Source.USER.label), None)


def feedback_of(votes: Votes) -> Document | None:
    """`feedback` in a JSON object: the latest vote of a user, with what not every vote has only where it is set."""
    vote = latest_of_users(votes)
    if vote is None:
        return None
    given = {name: vote[name] for name in ("rating", "emoji", "comment", "tags", "created_at")}
    given |= {name: vote[name] for name in OPTIONAL if vote[name]}
    return given if vote["updated_at"] == vote["created_at"] else given | {"updated_at": vote["updated_at"]}


def review_of(triage: int | None, row: ReviewRow | None) -> Document | None:
    """`review` in a JSON object, of a request's status and the values of `REVIEW_COLUMNS`; None without either."""
    if triage is None and row is None:
        return None
    assignee, note, correction, updated_at = row or (None, "", "", None)
    status = None if triage is None else Triage(triage).word
    return {
        "status": status,
        "assignee": assignee,
        "note": note,
        "correction": correction,
        "updated_at": updated_at,
    }
