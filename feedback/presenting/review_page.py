"""The page on which the team works through its 👎: a queue, and one answer of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse

from feedback.presenting.review_ask import DONE, ENTRY, Ask, neighbours, picked
from feedback.presenting.review_entry import entry_context, read_of, votes_on
from feedback.presenting.review_form import made
from feedback.presenting.review_queue import queue_context
from feedback.reading import Queued, alike, first_of_team, queue_counts, with_complaints
from feedback.review_form import ReviewForm
from projects.models import Project
from requestlog.database.bounded import part_of_screen
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.pages import page_of
from requestlog.presenting.chips import chips
from requestlog.presenting.links import Links
from requestlog.presenting.log_page import first_errors
from requestlog.presenting.looked import looked_of
from requestlog.search.query import phrase

PAGE_SIZE = 25


def review_context(
    project: Project, user: User, query: QueryDict, now: datetime, form: ReviewForm | None = None
) -> dict[str, Any]:
    """The context of the page for a query string, in nine queries, with `form` where one came back with errors.

    Raises `Request.DoesNotExist` for an entry that is not of `project`.
    """
    path = reverse("review", args=[project.slug])
    filter = RequestFilter(_without(query, ENTRY, DONE), project.requests.all(), project=project, now=now)
    ask = Ask.of(path, query, filter)
    shown = with_complaints(project.requests.listed(), project)
    page = page_of(Queued(filter, ask.queue, user), shown=shown, **filter.cursors, size=PAGE_SIZE)
    chosen = picked(page.entries, ask)
    if chosen is None and ask.entry:
        chosen = project.requests.listed().get(id=ask.entry)
    narrowed = filter.without("after", "before").qs
    others = {"alike": alike(project, chosen)} if chosen else {}
    counts = part_of_screen(lambda: queue_counts(narrowed, project=project, user=user, **others), None)
    return {
        **queue_context(page, ask, chosen, counts or {}, now),
        "looked": looked_of(page, ask.links),
        "errors": [
            {"label": name, "message": message, "url": ask.links.without(name)}
            for name, message in first_errors(filter).items()
        ],
        "chips": [] if filter.problems else chips(filter, path),
        "search": {"value": ask.links.value("q"), "kept": ask.links.kept("q")},
        "ever": bool(page.entries) or has_ever_had(project),
        "chosen": chosen_context(project, user, chosen, ask, form) if chosen else None,
        **(neighbours(page, ask, chosen) if chosen else {}),
        "alike": alike_context(project, chosen, counts) if chosen and counts else None,
    }


def has_ever_had(project: Project) -> bool:
    """Whether anything is or was to be reviewed."""
    return part_of_screen(project.requests.filter(triage__isnull=False).exists, True)


def chosen_context(project: Project, user: User, entry: Request, ask: Ask, form: ReviewForm | None) -> dict[str, Any]:
    """What the right side shows; without a form for somebody who only looks."""
    row = project.reviews.select_related("assignee", "updated_by").filter(request_id=entry.id).first()
    votes = votes_on(project, entry)
    if form is None and project.may_judge:
        form = made(entry, row, votes, first_of_team(project, user), next=ask.after(entry.id))
    return {**entry_context(project, entry, row, votes, ask.links), "entry": entry, "read": read_of(row), "form": form}


def alike_context(project: Project, entry: Request, counts: Any) -> dict[str, Any] | None:
    """How many other 👎 have the same prompt, and where they are; None for none."""
    if not counts["alike"].value:
        return None
    log = Links(reverse("log", args=[project.slug]), (("q", phrase(entry.prompt_preview)), ("rating", "negative")))
    return {"count": counts["alike"], "url": log.here()}


def _without(query: QueryDict, *names: str) -> QueryDict:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept
