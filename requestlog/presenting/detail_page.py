"""Everything on the page of one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.http import QueryDict
from django.urls import reverse

from projects.models import Project
from requestlog.database.bounded import part_of_screen
from requestlog.documents import payloads_of
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.presenting import snippets
from requestlog.presenting.bodies import Shown, shown, shown_body
from requestlog.presenting.conversation import conversation
from requestlog.presenting.facts import facts_of
from requestlog.presenting.links import Links
from requestlog.presenting.log_page import url_of
from requestlog.presenting.notices import bodies_are_explained, notices_of
from requestlog.presenting.visible import visible
from requestlog.rows import unpacked
from requestlog.wire.jsons import loads
from requestlog.wire.particulars import particulars
from requestlog.wire.turns import turns

TABS = {
    "conversation": "Conversation",
    "request": "Request JSON",
    "response": "Response JSON",
    "curl": "Replay as cURL",
}
DEFAULT_TAB = "conversation"
TAB = "tab"


def detail_context(project: Project, entry: Request, filter: RequestFilter, tab: str, base_url: str) -> dict[str, Any]:
    """The context of the detail page of `entry`; reads three rows more."""
    tab = tab if tab in TABS else DEFAULT_TAB
    links = Links.of(reverse("log", args=[project.slug]), filter.data)
    links = Links(links.path, tuple(links.kept(TAB)))
    payload = payloads_of(project, [entry.id]).get(entry.id)
    bodies = (unpacked(payload.request), unpacked(payload.response)) if payload else (b"", b"")
    asked, answer = map(loads, bodies)
    gone_after = None if payload else project.keep_bodies_days
    return {
        "entry": entry,
        "title": visible(entry.prompt_preview) or entry.endpoint,
        "back_url": links.here(),
        **neighbours(project, entry, filter, links),
        "notices": notices_of(entry, gone_after=gone_after),
        "bodies_are_explained": bodies_are_explained(entry, gone_after=gone_after),
        "tabs": tabs(project, entry, links, tab),
        "json_url": reverse("entry-json", args=[project.slug, entry.id]),
        "tab": tab,
        **({"conversation": conversation(turns(asked, answer))} if tab == DEFAULT_TAB else {}),
        **tab_context(tab, entry, bodies, base_url),
        "facts": facts_of(entry, particulars(asked, answer), lambda name, value: _log_by(links.path, name, value)),
    }


def neighbours(project: Project, entry: Request, filter: RequestFilter, links: Links) -> dict[str, Any]:
    """The next request on either side under the same filter; "" where there is none, or where finding it takes longer
    than a page has (`neighbours_unknown`)."""
    above = filter.within(UUID(int=entry.id.int + 1), None).order_by("id")
    below = filter.within(None, entry.id).order_by("-id")
    asked = (Subquery(rows.values("id")[:1]) for rows in (above, below))
    found = part_of_screen(project.requests.filter(id=entry.id).values_list(*asked).first, None)
    newer, older = found or (None, None)
    return {
        "newer_url": url_of(project, newer, links) if newer else "",
        "older_url": url_of(project, older, links) if older else "",
        "neighbours_unknown": found is None,
    }


def tabs(project: Project, entry: Request, links: Links, current: str) -> list[dict[str, Any]]:
    """The ways to look at a call, each a link that keeps the filter."""
    page = Links(reverse("detail", args=[project.slug, entry.id]), links.pairs)
    return [
        {"words": words, "url": page.here(*([] if tab == DEFAULT_TAB else [(TAB, tab)])), "current": tab == current}
        for tab, words in TABS.items()
    ]


def tab_context(tab: str, entry: Request, bodies: tuple[bytes, bytes], base_url: str) -> Mapping[str, Any]:
    """What a tab other than the conversation shows: the text of a body or command."""
    request, response = bodies
    made: dict[str, Callable[[], Shown]] = {
        "request": lambda: shown_body(request),
        "response": lambda: shown_body(response),
        "curl": lambda: shown(snippets.replay(base_url, entry.endpoint, request)),
    }
    return {"body": made[tab]()} if tab in made else {}


def _log_by(path: str, name: str, value: str) -> str:
    query = QueryDict(mutable=True)
    query[name] = value
    return f"{path}?{query.urlencode()}"
