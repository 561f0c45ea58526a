"""How to connect an app: code for each client with this server's own address, and what has come so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from projects.models import DEFAULT_SLUG, Project, Role
from requestlog.database.bounded import part_of_screen
from requestlog.demo.upstream import MODEL
from requestlog.models import Request
from requestlog.presenting import figures, snippets
from requestlog.presenting.rows import Moment, Verdict, moment_of, short_verdict
from requestlog.presenting.states import Badge, badge_of
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import FAILED

DEFAULT_CLIENT = "python"
CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call as the page shows it; `id` is the one that votes know it by, `failure` its status where it failed."""

    url: str
    id: str
    at: Moment
    prompt: str
    answer: str
    model: str
    latency: str
    failure: str
    badge: Badge | None
    is_demo: bool
    verdict: Verdict | None = None


def connect_context(project: Project, base_url: str, client: str) -> dict[str, Any]:
    """The snippets for `client`, the first one for an unknown name; reads no database."""
    client = client if client in snippets.EXAMPLES else DEFAULT_CLIENT
    needs_key = project.slug != DEFAULT_SLUG or settings.UNKNOWN_KEYS == "reject"
    return {
        "snippet": snippets.connect(client, base_url, with_key=needs_key),
        "clients": [
            {"words": example.words, "url": f"?client={name}", "current": name == client}
            for name, example in snippets.EXAMPLES.items()
        ],
        "needs_key": needs_key,
        "may_try": project.role != Role.VIEWER and project.archived_at is None,
    }


def newest_context(project: Project) -> dict[str, Any]:
    """The newest call, as `newest`, and the id that votes know it by; None and "" where there is none yet."""
    entry = project.requests.newest_first().listed().first()
    newest = arrived(project, entry) if entry else None
    return {"newest": newest, "newest_message": newest.id if newest else ""}


def voted_context(project: Project) -> dict[str, Any]:
    """The newest call that users have voted on, as `voted`; None where there is none yet, or it takes too long."""
    rated = project.requests.rated("rated").newest_first().listed().with_latest_vote(project)
    entry = part_of_screen(rated.first, None)
    return {"voted": arrived(project, entry, short_verdict(entry)) if entry else None}


def arrived(project: Project, entry: Request, verdict: Verdict | None = None) -> Arrived:
    """A `listed` entry, and the vote on it."""
    return Arrived(
        url=reverse("detail", args=[project.slug, entry.id]),
        id=entry.message_id or str(entry.id),
        at=moment_of(entry.created_at),
        prompt=shortened(entry.prompt_preview, CHARACTERS) or visible(entry.endpoint),
        answer=shortened(entry.answer_preview, CHARACTERS) or visible(entry.error_type),
        model=visible(entry.model),
        latency=figures.duration(entry.latency_ms),
        failure=str(entry.status) if entry.status >= FAILED else "",
        badge=badge_of(entry),
        is_demo=entry.model == MODEL,
        verdict=verdict,
    )
