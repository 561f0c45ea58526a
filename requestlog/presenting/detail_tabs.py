"""The ways to look at one request: its conversation, what is new in it, its bodies, and code that sends it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from projects.models import DEFAULT_SLUG, Project
from requestlog.documents import bodies_of, payloads_of
from requestlog.models import Request
from requestlog.presenting import turn_changes
from requestlog.presenting.bodies import shown, shown_body
from requestlog.presenting.conversation import Presenter, conversation
from requestlog.presenting.in_session import InSession
from requestlog.presenting.links import Links
from requestlog.presenting.log_page import url_of
from requestlog.presenting.replay import CLIENTS, replay
from requestlog.wire.jsons import loads
from requestlog.wire.turns import turns

TABS = {
    "conversation": "Conversation",
    "changes": "Changes",
    "request": "Request JSON",
    "response": "Response JSON",
    "curl": "Replay",
}
DEFAULT_TAB, REPLAY, CHANGES = "conversation", "curl", "changes"
TAB, VIEW, RENDERED = "tab", "view", "rendered"
NO_PICTURE = "0" * 24


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as one tab shows it; `links` lead to the log as it was filtered."""

    project: Project
    entry: Request
    session: InSession
    links: Links
    bodies: tuple[bytes, bytes]
    asked: Any
    answer: Any
    base_url: str
    tab: str
    view: str

    @property
    def renders(self) -> bool:
        return self.view == RENDERED

    @property
    def kept(self) -> Links:
        """The filter, and how texts are shown: what the page of another request keeps."""
        return Links(self.links.path, (*self.links.pairs, *([(VIEW, RENDERED)] if self.renders else [])))

    def url(self, *more: tuple[str, str], render: bool) -> str:
        """This page, under the filter."""
        path = reverse("detail", args=[self.project.slug, self.entry.id])
        return Links(path, (*self.links.pairs, *([(VIEW, RENDERED)] if render else []))).here(*more)

    def tab_url(self, tab: str) -> str:
        return self.url(*([] if tab == DEFAULT_TAB else [(TAB, tab)]), render=self.renders)


def tab_of(name: str, session: InSession) -> str:
    """The tab of that name; the conversation for what is none, or has nothing to show."""
    known = name in CLIENTS or name in TABS
    return name if known and (name != CHANGES or session.previous) else DEFAULT_TAB


def tabs_of(page: Shown) -> dict[str, Any]:
    """The tabs, and what the current one shows."""
    made: dict[str, Callable[[Shown], dict[str, Any]]] = {
        "conversation": _conversation,
        "changes": _changes,
        "request": lambda page: {"body": shown_body(page.bodies[0])},
        "response": lambda page: {"body": shown_body(page.bodies[1])},
    }
    current = REPLAY if page.tab in CLIENTS else page.tab
    names = [name for name in TABS if name != CHANGES or page.session.previous]
    return {
        "tab": page.tab,
        "tabs": [{"words": TABS[name], "url": page.tab_url(name), "current": name == current} for name in names],
        **made.get(page.tab, _replay)(page),
    }


def _conversation(page: Shown) -> dict[str, Any]:
    before, _, after = reverse("entry-image", args=[page.project.slug, page.entry.id, NO_PICTURE]).partition(NO_PICTURE)
    presenter = Presenter(page.renders, lambda name: f"{before}{name}{after}")
    return {
        "conversation": conversation(turns(page.asked, page.answer), presenter),
        "views": [
            {"words": "Text", "url": page.url(render=False), "current": not page.renders},
            {"words": "Rendered", "url": page.url(render=True), "current": page.renders},
        ],
    }


def _changes(page: Shown) -> dict[str, Any]:
    previous = page.session.previous
    payload = payloads_of(page.project, [previous]).get(previous) if previous else None
    asked, answer = map(loads, bodies_of(payload))
    return {
        "previous_url": url_of(page.project, previous, Links(page.links.path, ())) if previous else "",
        "previous_is_kept": payload is not None,
        "steps": turn_changes.steps(turns(asked, answer), turns(page.asked, page.answer)),
        "settings": turn_changes.settings(asked, page.asked),
    }


def _replay(page: Shown) -> dict[str, Any]:
    with_key = page.project.slug != DEFAULT_SLUG or settings.UNKNOWN_KEYS == "reject"
    made = replay(page.tab, page.base_url, page.entry.endpoint, page.bodies[0], with_key=with_key)
    return {
        "replay": made,
        "request_is_kept": bool(page.bodies[0]),
        "with_key": with_key,
        "body": shown(made.code),
        "clients": [
            {"words": words, "url": page.tab_url(name), "current": name == page.tab} for name, words in CLIENTS.items()
        ],
    }
