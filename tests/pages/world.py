"""Rows as the pages' tests need them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponseBase

from feedback.services import change, give, vote_as_team, withdraw
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS
from requestlog.search.marks import Piece
from tests.factories import NOW, create_entry


def create_rated(
    project: Project, rating: str, *, comment: str = "", tags: tuple[str, ...] = (), **call: Any
) -> Request:
    """A stored call that was voted on 25 seconds after its answer; see `tests.factories.chat_call`."""
    entry = create_entry(project, **call)
    later = NOW.replace(second=26, microsecond=200_000)
    give(message_id=str(entry.id), rating=RATINGS[rating], comment=comment, tags=list(tags), project=project, now=later)
    entry.refresh_from_db()
    return entry


def with_every_vote(entry: Request, member: User) -> Request:
    """`entry` with votes of several people, one changed and one withdrawn, and the vote of `member`."""
    said = {"comment": "hm\n" * 20, "tags": ["a"], "reasons": ["wrong"], "correction": "b\n" * 20}
    names = ["", "ann", "ben", "an-averyveryverylongname" * 5, "withdrawn"]
    votes = [
        give(
            message_id=str(entry.id), rating=RATINGS["negative"], submitter=name, project=entry.project,
            now=NOW + timedelta(minutes=place), **said,
        ).vote
        for place, name in enumerate(names, start=1)
    ]  # fmt: skip
    later = NOW + timedelta(hours=1)
    change(vote=votes[1], by="vote token", now=later, rating=RATINGS["amazing"])
    withdraw(vote=votes[-1], by="vote token", now=later)
    vote_as_team(project=entry.project, entry=entry, user=member, rating=RATINGS["negative"], comment="no", now=later)
    return entry


def read(pieces: Iterable[Piece]) -> str:
    """A text of a row, marked or not."""
    return "".join(piece.text for piece in pieces)


def text_of(answer: HttpResponseBase) -> str:
    """What a person reads on a page: its text, with single spaces."""
    body = re.sub(r"<head>.*?</head>", " ", answer.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
