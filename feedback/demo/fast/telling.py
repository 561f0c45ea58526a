"""The rows of calls that are told again, as the recorder and those who vote would have stored them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import zstandard
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from feedback.demo.fast.likes import Retold
from feedback.demo.fast.words import SaidBefore
from feedback.demo.rows import People, feedback_of, past_of, review_of
from feedback.demo.votes import Review as Reviewed
from feedback.demo.votes import Vote
from feedback.models import Feedback, Reason, Source, Tag
from feedback.services.copies import copied
from projects.models import Project
from requestlog.models import KnownId, Payload, Request
from requestlog.ratings import Rating
from requestlog.rows import LEVEL
from requestlog.search.documents import Document
from requestlog.storing.tables import Row
from requestlog.triage import STATUSES, Triage
from requestlog.wire.previews import collapsed


class Teller:
    """Collects rows by table and what search finds; nothing in them is later than `now`."""

    def __init__(self, project: Project, people: People, now: datetime, *, searched: bool) -> None:
        self.project, self.people, self.now, self.searched = project, people, now, searched
        self.pack = zstandard.ZstdCompressor(LEVEL).compress
        self.rows: defaultdict[type[Model], list[Row]] = defaultdict(list)
        self.documents: list[Document] = []

    def tell(self, call: Retold) -> None:
        """Adds all rows of `call`."""
        id, project_id = call.id, self.project.pk
        judged = self._judged(call) if call.sample.exchange.votes else {}
        self.rows[Request].append(tuple({**_entry(call, project_id), **judged}.values()))
        self.rows[Payload].append((project_id, id, *self._bodies(call)))
        names = filter(None, (str(id), call.message_id, call.upstream_id))
        self.rows[KnownId].extend((name, project_id, id, self.now) for name in names)
        if self.searched:
            self.documents.append(self._document(call))

    def _document(self, call: Retold) -> Document:
        """What search finds of the call."""
        of, votes = call.of, sorted(call.sample.exchange.votes, key=lambda vote: vote.since, reverse=True)
        said = [text for vote in votes if not vote.by for text in (vote.comment, vote.correction) if text]
        sides = (call.sample.prompt, call.sample.answer, said)
        prompt, answer, comments = (tuple(map(of.said, side)) for side in sides)
        return SaidBefore(self.project.pk, call.id, prompt, answer, comments)

    def _bodies(self, call: Retold) -> tuple[bytes | None, bytes | None]:
        """What was sent and received, packed; with the ids and the time of this call in it."""
        sample, then = call.sample, call.sample.exchange.call.started_at
        own = [(str(int(then.timestamp())), str(int(call.at.timestamp())))]
        own += [(sample.exchange.message_id, call.message_id)] if call.message_id else []
        asked, answered = call.of.packed(sample.request), call.of.packed(sample.response, *own)
        return self.pack(asked) if asked else None, self.pack(answered) if answered else None

    def _judged(self, call: Retold) -> dict[str, Any]:
        """Adds the votes and the review, and returns what the entry keeps of them."""
        votes = [self._vote(call, vote) for vote in call.sample.exchange.votes]
        review = self._review(call, call.sample.exchange.review)
        for model, name in ((Tag, "tags"), (Reason, "reasons")):
            words = {word: None for vote in votes if vote.source == Source.USER for word in getattr(vote, name)}
            self.rows[model].extend((self.project.pk, word, call.id) for word in words)
        disliked = any(vote.rating == Rating.NEGATIVE for vote in votes)
        triage = STATUSES[review.status] if review else Triage.NEW if disliked else None
        latest_first = sorted(votes, key=lambda vote: (vote.updated_at, vote.pk), reverse=True)
        return {**copied(latest_first), "triage": triage}

    def _vote(self, call: Retold, vote: Vote) -> Feedback:
        """The vote's row, added with what it said before."""
        moved = replace(
            vote,
            comment=call.of.said(vote.comment),
            correction=call.of.said(vote.correction),
            created_at=self._moved(call, vote.created_at),
            changed_at=vote.changed_at and self._moved(call, vote.changed_at),
        )
        row = feedback_of(self.project, call.id, call.message_id, moved, self.people)
        self._add(row, past_of(self.project, call.id, moved))
        return row

    def _review(self, call: Retold, review: Reviewed | None) -> Reviewed | None:
        """The review, its row added; None where there is none by now."""
        if review is None or review.at + call.later > self.now:
            return None
        moved = replace(review, at=review.at + call.later, correction=call.of.said(review.correction))
        moved = replace(moved, note=call.of.said(review.note))
        self._add(review_of(self.project, call.id, moved, self.people))
        return moved

    def _moved(self, call: Retold, moment: datetime) -> datetime:
        return min(moment + call.later, self.now)

    def _add(self, *rows: Any) -> None:
        for row in filter(None, rows):
            self.rows[type(row)].append(tuple(_value(row, field) for field in type(row)._meta.local_concrete_fields))


def _value(row: Model, field: Field[Any, Any]) -> Any:
    """What the writers take: they know the columns' own types, but not those of the keys of others."""
    value = getattr(row, field.attname)
    return field.get_db_prep_save(value, connection) if isinstance(field, ForeignKey) else value


def _entry(call: Retold, project_id: int) -> dict[str, Any]:
    columns, of = call.sample.columns, call.of
    return {
        **columns,
        "id": call.id,
        "project_id": project_id,
        "created_at": call.at,
        "message_id": call.message_id,
        "upstream_request_id": call.upstream_id,
        "end_user": of.user,
        "session": of.session,
        "prompt_preview": collapsed(of.said(columns["prompt_preview"])),
        "answer_preview": collapsed(of.said(columns["answer_preview"])),
        **(_times(columns, call.faster) if call.sample.exchange.vote is None else {}),
    }


def _times(columns: Mapping[str, Any], faster: float) -> dict[str, int]:
    names = ("latency_ms", "time_to_first_token_ms")
    return {name: round(columns[name] * faster) for name in names if columns[name] is not None}
