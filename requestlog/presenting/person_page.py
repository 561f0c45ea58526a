"""All that is known of one end user: what they asked, in which sessions, and how they voted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from projects.models import Project
from requestlog.database.bounded import part_of_screen, screen
from requestlog.models import Request
from requestlog.pages import page_of
from requestlog.presenting import figures
from requestlog.presenting.rows import Moment, Verdict, moment_of, short_verdict, verdict_of
from requestlog.presenting.session_page import with_query
from requestlog.presenting.states import Badge, badge_of
from requestlog.presenting.sums import in_words
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import FAILED, NOBODY
from requestlog.summing import sums_of

MOST_ROWS = MOST_VOTES = MOST_SESSIONS = 20
LOOKED_AT = 1_000  # newest requests, for sessions and models
MOST_MODELS = 10
CHARACTERS = 160
NAME_CHARACTERS = 60
SEEN = ("session", "model", "created_at")
Seen = Sequence[tuple[str, str, datetime]]
COLUMNS = (
    *("project_id", "created_at", "endpoint", "model", "status", "state", "error_type", "latency_ms", "cost_usd"),
    *("prompt_preview", "answer_preview", "rating"),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """One of their requests in short."""

    url: str
    at: Moment
    prompt: str
    answer: str
    model: str
    cost: str
    verdict: Verdict | None
    failure: str
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class Given:
    """A vote that they gave."""

    url: str
    at: Moment
    verdict: Verdict
    comment: str


@dataclass(frozen=True, slots=True)
class Group:
    """A session or a model, and how many of the requests that were looked at belong to it; `at` is of the newest."""

    name: str
    url: str
    number: str
    at: Moment


@screen()
def person_context(project: Project, name: str) -> dict[str, Any] | None:
    """The context of the page of the end user `name`; None where neither a request nor a vote is theirs.

    Asks the database five times: for rows and their latest votes, the votes they gave, the sums, sessions and models.
    """
    entries = project.requests.of_user(name)
    shown = project.requests.only(*COLUMNS).with_latest_vote(project)
    page = page_of(entries, shown=shown, size=MOST_ROWS)
    newest = page.entries
    votes: list[Given] = part_of_screen(lambda: votes_by(project, name), [])
    if not newest and not votes and page.looked_back_to is None:
        return None
    sums = part_of_screen(lambda: sums_of(entries), None) if newest else None
    seen: Seen = part_of_screen(lambda: list(entries.newest_first().values_list(*SEEN)[:LOOKED_AT]), [])
    log = reverse("log", args=[project.slug])
    return {
        "name": visible(name),
        "raw_name": name,
        "title": shortened(name, NAME_CHARACTERS),
        "rows": [brief_of(project, entry) for entry in newest],
        "more_rows": page.older is not None,
        "sums": in_words(sums) if sums else None,
        "left_out": page.looked_back_to is not None or (bool(newest) and (sums is None or not seen)),
        "votes": votes[:MOST_VOTES],
        "more_votes": len(votes) > MOST_VOTES,
        "sessions": groups_of(seen, 0, reverse("session", args=[project.slug]), "id")[:MOST_SESSIONS],
        "models": groups_of(seen, 1, log, "model", user=name)[:MOST_MODELS],
        "looked_at": f"{LOOKED_AT:,}" if len(seen) == LOOKED_AT else "",
        "log_url": with_query(log, user=name),
        "votes_url": with_query(log, submitter=name),
    }


def votes_by(project: Project, name: str) -> list[Given]:
    """The newest votes by the application's word for them; the votes' index has the order of their answers."""
    votes = project.feedback.of_users().filter(~Q(submitter=NOBODY), submitter=name)
    newest = votes.order_by("-request_id").values_list("request_id", "rating", "comment", "tags", "updated_at")
    return [
        Given(
            url=reverse("detail", args=[project.slug, id]),
            at=moment_of(at),
            verdict=verdict_of(rating, tags=tuple(shortened(tag, NAME_CHARACTERS) for tag in tags)),
            comment=shortened(comment, CHARACTERS * 2),
        )
        for id, rating, comment, tags, at in newest[: MOST_VOTES + 1]
    ]


def brief_of(project: Project, entry: Request) -> Brief:
    return Brief(
        url=reverse("detail", args=[project.slug, entry.id]),
        at=moment_of(entry.created_at),
        prompt=shortened(entry.prompt_preview, CHARACTERS),
        answer=shortened(entry.answer_preview, CHARACTERS) or visible(entry.error_type),
        model=visible(entry.model),
        cost=figures.money(entry.cost_usd),
        verdict=short_verdict(entry),
        failure=str(entry.status) if entry.status >= FAILED else "",
        badge=badge_of(entry),
    )


def groups_of(seen: Seen, column: int, path: str, parameter: str, **kept: str) -> list[Group]:
    """The different values of a column, that of the newest request first; none for those without one."""
    named = [row for row in seen if row[column]]
    numbers, newest = Counter(_values(named, column)), {row[column]: row[2] for row in reversed(named)}
    return [
        Group(shortened(str(name), NAME_CHARACTERS), with_query(path, **{**kept, parameter: str(name)}),
              f"{numbers[name]:,}", moment_of(newest[name]))
        for name in dict.fromkeys(_values(named, column))
    ]  # fmt: skip


def _values(seen: Iterable[tuple[str, str, datetime]], column: int) -> list[Any]:
    return [row[column] for row in seen]
