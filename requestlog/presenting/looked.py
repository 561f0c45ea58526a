"""What a page says where the look for its rows took too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from requestlog.pages import Page
from requestlog.presenting.links import Links

NARROW = "24h"


@dataclass(frozen=True, slots=True)
class Looked:
    """How far the look came, in words; `further` goes on from there, `narrower` looks through less at once.

    Either is "" where there is none.
    """

    words: str
    further: str
    narrower: str


def looked_of(page: Page, links: Links) -> Looked | None:
    """None where the page is all that it should be."""
    if page.looked_back_to is None:
        return None
    name, cursor = ("before", page.newer) if page.forwards else ("after", page.older)
    return Looked(
        words=_words(page, page.looked_back_to) if cursor else NOWHERE,
        further=links.here((name, cursor)) if cursor else "",
        narrower="" if links.value("since") == NARROW else links.choosing("since", NARROW, instead_of=("until",)),
    )


NOWHERE = "There is too much to look through for these filters at once. Choose a shorter time, or one filter more."


def _words(page: Page, at: datetime) -> str:
    """Looked back to 12 October 2026, 09:00 UTC; 3 requests so far."""
    number = len(page.entries)
    found = f"{number} request so far" if number == 1 else f"{number or 'no'} requests so far"
    return f"Looked {'on' if page.forwards else 'back'} to {at.day} {at:%B %Y, %H:%M} UTC; {found}."
