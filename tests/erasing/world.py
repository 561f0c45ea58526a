"""One person, all over a log; somebody else beside them; and what any table holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import zstandard
from django.contrib.auth.models import User
from django.db import connection

from feedback.models import Channel
from feedback.services import change, give, vote_as_team, withdraw
from feedback.services.holding import hold
from feedback.services.labelling import add_label
from feedback.services.reviewing import review
from feedback.webhooks.telling import make_deliveries
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS
from requestlog.search.filling import fill_search
from tests.factories import NOW, create_entry
from tests.webhooks.world import create_webhook

PERSON = "ann/8841@example.org"
CANARY = "xqzcanary"
SAID = {"comment": f"my {CANARY} comment", "tags": [f"{CANARY}tag"], "correction": f"{CANARY} correction"}
LATER = NOW + timedelta(minutes=5)
# How many rows of each kind `all_over` makes
HELD = {
    **{"requests": 2, "bodies": 2, "votes": 6, "past_votes": 4, "held_votes": 3},
    **{"reviews": 1, "labels": 1, "deliveries": 33},
}


def call_of(project: Project, user: str = PERSON, **facts: Any) -> Request:
    """A call of the person, whose every text has the canary."""
    said = {"prompt": f"a {CANARY} question", "answer": f"a {CANARY} answer"}
    return create_entry(project, end_user=user, metadata={"note": CANARY}, **{**said, **facts})


def vote(entry: Request, submitter: str = PERSON, rating: str = "negative", **said: Any) -> Any:
    return give(
        message_id=str(entry.id), project=entry.project, rating=RATINGS[rating], submitter=submitter, now=NOW, **said
    ).vote


def all_over(project: Project, member: User) -> list[Request]:
    """The person's rows of every kind; returns the calls of somebody else, on all of which the person has voted."""
    for channel in Channel.values:
        create_webhook(project, channel=channel, target="ops@example.org", include_team=True)
    entry, _ = call_of(project), call_of(project, message_id=f"{CANARY}-2")
    own = vote(entry, **SAID)
    change(vote=own, by="key", now=LATER, comment=f"another {CANARY}")
    vote(entry, submitter="ben", comment=f"what {CANARY}?")
    vote(entry, submitter="")
    vote_as_team(project=project, entry=entry, user=member, rating=RATINGS["negative"], correction=CANARY, now=LATER)
    review(project=project, request_id=entry.id, user=member, note=f"{CANARY} again", now=LATER)
    add_label(project=project, ids=[entry.id], name="a canary’s")
    others = [create_entry(project, end_user="ben") for _ in range(3)]
    votes_elsewhere(others)
    waiting = {"project": project, "message_id": "job-1", "rating": RATINGS["negative"], "now": NOW}
    hold(submitter=PERSON, **SAID, **waiting)
    hold(submitter="ben", **waiting)
    for name in (f"{CANARY}-2", str(entry.id)):
        hold(submitter="", **{**waiting, "message_id": name}, comment=CANARY)
    while make_deliveries(now=LATER):
        pass
    change(vote=own, by="key", now=LATER + timedelta(minutes=1), comment=f"a third {CANARY}")
    while fill_search(now=LATER):
        pass
    return others


def votes_elsewhere(others: list[Request]) -> None:
    """Votes of the person on calls of others: one beside another's, one that was changed, one that was withdrawn."""
    vote(others[0], **SAID)
    vote(others[0], submitter="ben", rating="amazing", tags=["fine"])
    changed = vote(others[1], **SAID)
    change(vote=changed, by="key", now=LATER, comment=f"no, {CANARY}")
    withdraw(vote=vote(others[2], **SAID), by="key", now=LATER)


def where(*words: str) -> list[str]:
    """The tables that hold any of `words`, in clear or in a compressed body."""
    return [table for table in tables() if any(_holds(value, words) for value in _values(table))]


def tables() -> list[str]:
    """All that the database has: also those of search and of Django."""
    return sorted(name for name in connection.introspection.table_names(include_views=False))


def _values(table: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor.fetchall():
            yield from row


def _holds(value: Any, words: tuple[str, ...]) -> bool:
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    body = zstandard.decompress(raw) if raw.startswith(zstandard.FRAME_HEADER) else b""
    return any(word.encode() in raw + body for word in words)
