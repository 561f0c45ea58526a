"""What a query string asks of the review page: which queue, and which answer of it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from feedback.reading import ALL, DEFAULT_QUEUE, MINE
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.pages import Page
from requestlog.presenting.links import Links, Pairs

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


def _edge(ask: Ask, name: str, cursor: str | None) -> str:
    return ask.links.here((name, cursor)) if cursor else ""


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return NOWHERE
