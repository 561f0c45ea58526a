"""Pages of the log by key: no page is slower than the first, and none shifts while new calls arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.core import signing

if TYPE_CHECKING:
    from requestlog.models import Request
    from requestlog.querysets import RequestQuerySet

PAGE_SIZE = 50
LARGEST_PAGE = 500


class Cursors(TypedDict):
    """The places that `page_of` starts from; "" for none."""

    after: str
    before: str


class BadCursor(ValueError):  # noqa: N818 – it is the cursor that is bad
    """A cursor that this product did not make."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first. `newer` goes into the parameter `before`, `older` into `after`; None where there is none."""

    entries: Sequence[Request]
    newer: str | None
    older: str | None


def page_of(queryset: RequestQuerySet, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """The newest rows; with a cursor, the rows next older than (`after`) or next newer than (`before`) its place.

    Raises `BadCursor`, also when both are given.
    """
    if after and before:
        raise BadCursor("Give “after” or “before”, not both.")
    if before:
        return _newer_than(queryset, read_cursor(before), size)
    return _older_than(queryset, read_cursor(after) if after else None, size)


def cursor_of(id: UUID) -> str:
    """An opaque name for the place of `id` in the log."""
    return _signer().sign(id.hex)


def read_cursor(cursor: str) -> UUID:
    """The place that `cursor` names; raises `BadCursor`."""
    try:
        return UUID(hex=_signer().unsign(cursor))
    except signing.BadSignature as error:
        raise BadCursor("This is not a cursor of this log.") from error


def _older_than(queryset: RequestQuerySet, place: UUID | None, size: int) -> Page:
    older = queryset if place is None else queryset.filter(id__lt=place)
    entries = list(older.newest_first()[: size + 1])
    more, entries = len(entries) > size, entries[:size]
    first = entries[0].id if entries else place and _next_to(place, -1)
    return Page(
        entries,
        newer=cursor_of(first) if place and first else None,
        older=cursor_of(entries[-1].id) if more else None,
    )


def _newer_than(queryset: RequestQuerySet, place: UUID, size: int) -> Page:
    entries = list(queryset.filter(id__gt=place).order_by("id")[: size + 1])
    more, entries = len(entries) > size, entries[:size][::-1]
    return Page(
        entries,
        newer=cursor_of(entries[0].id) if more else None,
        older=cursor_of(entries[-1].id if entries else _next_to(place, +1)),
    )


def _next_to(place: UUID, step: int) -> UUID:
    """The place beside `place`, so that the page on its other side holds the row at `place` itself."""
    return UUID(int=min(max(place.int + step, 0), 2**128 - 1))


def _signer() -> signing.Signer:
    return signing.Signer(salt="requestlog.pages", sep=".")
