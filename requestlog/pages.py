"""Pages of the log by key: no page is slower than the first, and none shifts while new calls arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.core import signing

from requestlog.ids import moment_of
from requestlog.looking import Found, Look, Looked

if TYPE_CHECKING:
    from requestlog.models import Request
    from requestlog.querysets import RequestQuerySet

PAGE_SIZE = 50
LARGEST_PAGE = 500
ID_CHARACTERS = len(str(UUID(int=0)))


class Cursors(TypedDict):
    """The places that `page_of` starts from; "" for none."""

    after: str
    before: str


class BadCursor(ValueError):  # noqa: N818 – it is the cursor that is bad
    """A cursor that this product did not make."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first. `newer` goes into the parameter `before`, `older` into `after`; None where there is none.

    `looked_back_to` is set where the look for rows took too long: `entries` are then all that there are up to that
    moment, and `older` goes on from there (`newer`, where the look was `forwards`). None of them: it came nowhere.
    """

    entries: Sequence[Request]
    newer: str | None
    older: str | None
    looked_back_to: datetime | None = None
    forwards: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether these are all the rows that there are."""
        return not self.newer and not self.older and self.looked_back_to is None


def page_of(
    found: Found, *, shown: RequestQuerySet | None = None, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page:
    """The newest rows; with a cursor, the rows next older than (`after`) or next newer than (`before`) its place.

    They are read as `shown`, every row of the project; without it as `found`, a `RequestQuerySet`, has them.
    Raises `BadCursor`, also when both are given.
    """
    if after and before:
        raise BadCursor("Give “after” or “before”, not both.")
    rows = found.within(None, None) if shown is None else shown
    if before:
        return _newer_than(Look(found, rows, size + 1, backwards=False), read_cursor(before))
    return _older_than(Look(found, rows, size + 1), read_cursor(after) if after else None)


def cursor_of(id: UUID) -> str:
    """An opaque name for the place of `id` in the log."""
    return _signer().sign(id.hex)


def read_cursor(cursor: str) -> UUID:
    """The place that `cursor` names, or that of a row by its id; raises `BadCursor`."""
    try:
        return UUID(cursor if len(cursor) == ID_CHARACTERS else _signer().unsign(cursor))
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor("This is not a cursor of this log.") from error


def places_of(after: str = "", before: str = "") -> dict[str, UUID | None]:
    """What cursors leave of the log: ids `below` one of them, or `above` the other and it."""
    above = _next_to(read_cursor(before), +1) if before else None
    return {"below": read_cursor(after) if after else None, "above": above}


def _older_than(look: Look, place: UUID | None) -> Page:
    looked = look.at(place)
    entries, more = looked.entries[: look.size - 1], len(looked.entries) == look.size
    first = entries[0].id if entries else place and _next_to(place, -1)
    return Page(
        entries,
        newer=cursor_of(first) if place and first else None,
        older=cursor_of(entries[-1].id) if more else _further(looked, looked.place),
        looked_back_to=moment_of(looked.place) if looked.place else None,
    )


def _newer_than(look: Look, place: UUID) -> Page:
    looked = look.at(_next_to(place, +1))
    entries, more = looked.entries[: look.size - 1][::-1], len(looked.entries) == look.size
    reached = looked.place and _next_to(looked.place, -1)
    return Page(
        entries,
        newer=cursor_of(entries[0].id) if more else _further(looked, reached),
        older=cursor_of(entries[-1].id if entries else _next_to(place, +1)),
        looked_back_to=moment_of(looked.place) if looked.place else None,
        forwards=looked.place is not None,
    )


def _further(looked: Looked, place: UUID | None) -> str | None:
    """The cursor that goes on at `place` where a look ended too early; None where it did not, or came nowhere."""
    return cursor_of(place) if place and not looked.came_nowhere else None


def _next_to(place: UUID, step: int) -> UUID:
    """The place beside `place`, so that the page on its other side holds the row at `place` itself."""
    return UUID(int=min(max(place.int + step, 0), 2**128 - 1))


def _signer() -> signing.Signer:
    return signing.Signer(salt="requestlog.pages", sep=".")
