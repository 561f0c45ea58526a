"""The queue beside it: tabs, one item a 👎, and which of them is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from feedback.reading import ALL, DEFAULT_QUEUE, MINE, STATUSES_IN
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.pages import Page
from requestlog.presenting.links import Links, Pairs
from requestlog.presenting.rows import TAGS_SHOWN, Moment, moment_of
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import Count
from requestlog.triage import Triage

QUEUE, ENTRY, DONE = "queue", "entry", "done"
TABS = {
    DEFAULT_QUEUE: "To do",
    "new": "New",
    "looking": "Looking",
    MINE: "Mine",
    "resolved": "Resolved",
    "wont_fix": "Won’t fix",
    ALL: "All",
}
NOWHERE = UUID(int=0)
SAID_CHARACTERS = 140
TAG_CHARACTERS = 24
UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class Ask:
    """What a query string asks of the page: a queue, an entry that is to be open, or one that was just dealt with."""

    queue: str
    entry: UUID | None
    done: UUID | None
    links: Links
    place: Pairs

    @classmethod
    def of(cls, path: str, query: QueryDict, filter: RequestFilter) -> Ask:
        """An id that is none is one that does not exist; an unknown queue is the first."""
        links = Links.of(path, filter.data)
        usual = ALL if links.value("triage") else DEFAULT_QUEUE
        queue = query.get(QUEUE, usual)
        place = [(name, str(value)) for name, value in filter.cursors.items() if value]
        kept = Links(path, tuple(links.kept(ENTRY, DONE)))
        return cls(queue if queue in TABS else usual, _id(query.get(ENTRY)), _id(query.get(DONE)), kept, place)

    @property
    def of_somebody(self) -> bool:
        """Whether an entry is meant by name: on a narrow screen it is then all that shows."""
        return bool(self.entry or self.done)

    def opening(self, entry: UUID) -> str:
        return self.links.here(*self.place, (ENTRY, str(entry)))

    def after(self, entry: UUID) -> str:
        """The page to come to when `entry` was dealt with."""
        return self.links.here(*self.place, (DONE, str(entry)))


@dataclass(frozen=True, slots=True)
class Item:
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


def picked(entries: Sequence[Request], ask: Ask) -> Request | None:
    """The entry of a page to open, None where it is not among them.

    What was just dealt with stays open while it is in the queue; then comes the next older, or at the end the last.
    """
    if ask.entry:
        return next((each for each in entries if each.id == ask.entry), None)
    if ask.done:
        place = ask.done
        return next((each for each in entries if each.id <= place), entries[-1] if entries else None)
    backwards = any(name == "before" for name, _ in ask.place)
    return entries[-1 if backwards else 0] if entries else None


def queue_context(page: Page, ask: Ask, chosen: Request | None, counts: Mapping[str, Count], now: datetime) -> Any:
    total = counts[ask.queue]
    return {
        "queue": ask.queue,
        "path": ask.links.path,
        "tabs": [tab(ask, name, counts[name]) for name in TABS],
        "items": [item(each, ask, chosen, now) for each in page.entries],
        "total": total,
        "place": place_of(page, chosen),
        "pager": {
            "newer": ask.links.here(("before", page.newer)) if page.newer else "",
            "older": ask.links.here(("after", page.older)) if page.older else "",
        },
        "start_url": ask.links.here(),
        "of_somebody": ask.of_somebody,
    }


def tab(ask: Ask, name: str, count: Count) -> dict[str, Any]:
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


def neighbours(page: Page, ask: Ask, chosen: Request) -> dict[str, str]:
    """The items on either side of the one that is open, over the page's edge too; "" where the queue ends."""
    newer = [each.id for each in page.entries if each.id > chosen.id]
    older = [each.id for each in page.entries if each.id < chosen.id]
    return {
        "newer_url": ask.opening(newer[-1]) if newer else _edge(ask, "before", page.newer),
        "older_url": ask.opening(older[0]) if older else _edge(ask, "after", page.older),
    }


def place_of(page: Page, chosen: Request | None) -> int | None:
    """The number of the open one in the queue, from 1; None where it is not known without counting."""
    ids = [each.id for each in page.entries]
    return ids.index(chosen.id) + 1 if chosen is not None and not page.newer and chosen.id in ids else None


def ago(at: datetime, now: datetime) -> str:
    """just now, 3 min, 2 h, 5 d"""
    seconds = (now - at).total_seconds()
    return next((f"{int(seconds // size)} {unit}" for size, unit in UNITS if seconds >= size), "just now")


def _edge(ask: Ask, name: str, cursor: str | None) -> str:
    return ask.links.here((name, cursor)) if cursor else ""


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return NOWHERE
