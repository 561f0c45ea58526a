"""The queue beside it: tabs, one item a 👎, and which of them is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feedback.presenting.review_ask import QUEUE, TABS, Ask, place_of
from feedback.reading import DEFAULT_QUEUE, STATUSES_IN
from requestlog.models import Request
from requestlog.pages import Page
from requestlog.presenting.named import Named
from requestlog.presenting.rows import TAGS_SHOWN, Moment, moment_of
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import Count
from requestlog.triage import Triage

SAID_CHARACTERS = 140
TAG_CHARACTERS = 24
UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class Item(Named):
    """One line of the queue; `said` is the comment, or where there is none the prompt."""

    id: UUID
    url: str
    at: Moment
    ago: str
    said: str
    commented: bool
    prompt: str
    tags: Sequence[str]
    status: str
    tone: str
    current: bool


def queue_context(page: Page, ask: Ask, chosen: Request | None, counts: Mapping[str, Count], now: datetime) -> Any:
    """`counts` are empty where counting took too long: then there are no numbers."""
    return {
        "queue": ask.queue,
        "path": ask.links.path,
        "tabs": [tab(ask, name, counts.get(name)) for name in TABS],
        "items": [item(each, ask, chosen, now) for each in page.entries],
        "total": counts.get(ask.queue),
        "place": place_of(page, chosen),
        "pager": {
            "newer": ask.links.here(("before", page.newer)) if page.newer else "",
            "older": ask.links.here(("after", page.older)) if page.older else "",
        },
        "start_url": ask.links.here(),
        "of_somebody": ask.of_somebody,
    }


def tab(ask: Ask, name: str, count: Count | None) -> dict[str, Any]:
    kept = ask.links.kept(QUEUE)
    url = ask.links.url(kept if name == DEFAULT_QUEUE else [*kept, (QUEUE, name)])
    return {"name": name, "words": TABS[name], "url": url, "count": count, "current": name == ask.queue}


def item(entry: Any, ask: Ask, chosen: Request | None, now: datetime) -> Item:
    """The line of an entry `with_complaints`."""
    prompt = shortened(entry.prompt_preview, SAID_CHARACTERS) or entry.endpoint
    return Item(
        id=entry.id,
        url=ask.opening(entry.id),
        at=moment_of(entry.created_at),
        ago=ago(entry.created_at, now),
        said=shortened(entry.said or "", SAID_CHARACTERS) or prompt,
        commented=bool(entry.said),
        prompt=prompt,
        tags=[shortened(tag, TAG_CHARACTERS) for tag in (entry.said_tags or [])[:TAGS_SHOWN]],
        status=status_of(entry, ask.queue),
        tone="live" if entry.triage == Triage.LOOKING else "",
        current=chosen is not None and entry.id == chosen.id,
    )


def status_of(entry: Any, queue: str) -> str:
    """Looking · mira; without the status where that goes without saying."""
    status = Triage(entry.triage)
    said = status == Triage.NEW or STATUSES_IN[queue] == (status,)
    return " · ".join(filter(None, ["" if said else status.label, visible(entry.assignee_name or "")]))


def ago(at: datetime, now: datetime) -> str:
    """just now, 3 min, 2 h, 5 d"""
    seconds = (now - at).total_seconds()
    return next((f"{int(seconds // size)} {unit}" for size, unit in UNITS if seconds >= size), "just now")
