"""All requests of a session as one conversation: each shows what it adds to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from projects.models import Project
from requestlog.database.bounded import part_of_screen, screen
from requestlog.models import Request
from requestlog.pages import page_of
from requestlog.presenting import figures
from requestlog.presenting.rows import Moment, Verdict, moment_of, short_verdict
from requestlog.presenting.session_turns import Said, Shaper
from requestlog.presenting.states import Badge, badge_of
from requestlog.presenting.sums import in_words
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import FAILED
from requestlog.summing import sums_of
from requestlog.talks import Added, added_of

PAGE_SIZE = 100
COLUMNS = (
    *("project_id", "created_at", "endpoint", "model", "status", "state", "error_type", "latency_ms"),
    *("end_user", "prompt_preview", "answer_preview", "rating"),
)
MOST_PEOPLE = 3
NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a session; `is_preview` where its bodies are not kept or are not shown."""

    url: str
    at: Moment
    model: str
    latency: str
    asked: Sequence[Said]
    answered: Sequence[Said]
    left_out: int
    is_repeat: bool
    is_preview: bool
    verdict: Verdict | None
    failure: str
    badge: Badge | None


@screen()
def session_context(project: Project, name: str, after: str) -> dict[str, Any] | None:
    """The context of the page of the session `name`, from the cursor `after` on; None where there is none.

    Raises `BadCursor`. Asks the database five times: for the newest rows, their votes, one row before them, all their
    bodies, and the sums.
    """
    of_session = project.requests.in_session(name)
    rows = project.requests.only(*COLUMNS).with_latest_vote(project)
    page = page_of(of_session, shown=rows, after=after, size=PAGE_SIZE)
    if not page.entries and page.looked_back_to is None:
        return None
    ids = [entry.id for entry in page.entries]
    added = part_of_screen(lambda: added_of(project, ids, before=of_session), None)
    sums = part_of_screen(lambda: sums_of(of_session), None)
    steps = list(_steps(project, page.entries, added or {}))
    log, here = reverse("log", args=[project.slug]), reverse("session", args=[project.slug])
    return {
        "name": visible(name),
        "title": shortened(name, NAME_CHARACTERS),
        "steps": steps[::-1],
        "looked_back_to": page.looked_back_to,
        "sums": in_words(sums) if sums else None,
        "bodies_left_out": added is None,
        "previews": sum(step.is_preview for step in steps),
        "people": people_of(project, page.entries),
        "log_url": with_query(log, session=name),
        "earlier_url": with_query(here, id=name, after=page.older) if page.older else "",
        "later_url": with_query(here, id=name) if after else "",
    }


def people_of(project: Project, entries: Sequence[Request]) -> list[dict[str, str]]:
    """The end users of these calls, each with the page of theirs."""
    names = [name for name in dict.fromkeys(entry.end_user for entry in entries) if name][:MOST_PEOPLE]
    page = reverse("person", args=[project.slug])
    return [{"name": visible(name), "url": with_query(page, id=name)} for name in names]


def with_query(path: str, **values: str) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return f"{path}?{query.urlencode()}"


def _steps(project: Project, entries: Sequence[Request], added: dict[Any, Added]) -> Iterator[Step]:
    """Newest first, as long as the page bears what they say."""
    shaper = Shaper()
    for entry in entries:
        said = added.get(entry.id)
        is_preview = said is None or not (said.asked or said.answered)
        asked, answered, left_out = shaper.previews(entry) if said is None or is_preview else shaper.whole(said)
        yield Step(
            url=reverse("detail", args=[project.slug, entry.id]),
            at=moment_of(entry.created_at),
            model=visible(entry.model),
            latency=figures.duration(entry.latency_ms),
            asked=asked,
            answered=answered,
            left_out=left_out,
            is_repeat=said is not None and said.is_repeat,
            is_preview=is_preview,
            verdict=short_verdict(entry),
            failure=_failure(entry),
            badge=badge_of(entry),
        )


def _failure(entry: Request) -> str:
    """400 invalid_request_error"""
    return visible(f"{entry.status} {entry.error_type}".strip()) if entry.status >= FAILED else ""
