"""Every row of a filter, page after page by key, and no statement of it that a database would not want to answer.

A page is asked of the whole log first; where no index serves the filter, of a stretch of time, which grows while the
answers are quick and shrinks where they are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from projects.models import Project
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.ids import first_id, moment_of
from requestlog.looking import Found
from requestlog.querysets import RequestQuerySet

SECONDS = 2.0  # well below what any statement of the web server may take
QUICK = 0.25
FIRST, SHORTEST = timedelta(hours=24), timedelta(seconds=10)
WIDER, NARROWER = 2, 8

Row = tuple[Any, ...]
Columns = Callable[[RequestQuerySet], Any]


class Stretch:
    """How much of the log one statement looks through; all of it until one has taken too long."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._length: timedelta | None = None
        self._bottom: UUID | None = None

    def low(self, high: UUID | None) -> UUID | None:
        """Where the stretch below `high` begins; None for the beginning of the log."""
        if self._length is None or self._bottom is None:
            return None
        top = moment_of(high or self._top())
        reach = top - moment_of(self._bottom)
        return None if self._length >= reach else first_id(top - self._length)

    def was_answered(self, seconds: float) -> None:
        if self._length is not None and seconds < QUICK:
            self._length *= WIDER

    def took_too_long(self) -> None:
        """Raises `TookTooLongError` where the stretch cannot be any shorter."""
        if self._length is None:
            self._bottom = self._project.requests.order_by("id").values_list("id", flat=True).first()
            self._length = FIRST * NARROWER
        if self._length <= SHORTEST:
            raise TookTooLongError("Not even a few seconds of the log can be looked through in time.")
        self._length /= NARROWER

    def _top(self) -> UUID:
        return self._project.requests.newest_first().values_list("id", flat=True)[0]


def pages(
    found: Found,
    columns: Columns,
    *,
    project: Project,
    sizes: Iterator[int],
    below: UUID | None = None,
    above: UUID | None = None,
) -> Iterator[list[Row]]:
    """The rows of `found`, newest first, as `columns` reads them: tuples that begin with the id. None is empty.

    Those with ids from `above` on and below `below`. Raises `TookTooLongError`.
    """
    stretch, size, high = Stretch(project), next(sizes), below
    while True:
        low = max(filter(None, (stretch.low(high), above)), default=None)
        rows = _asked(columns(found.within(low, high).newest_first())[:size], stretch)
        if rows:
            yield rows
        if rows is not None and len(rows) < size:
            if low == above:
                return
            high = low
        elif rows:
            size, high = next(sizes), UUID(rows[-1][0])


def _asked(rows: Iterable[Row], stretch: Stretch) -> list[Row] | None:
    """None where `stretch` was too long, and is shorter now."""
    started = time.monotonic()
    try:
        with at_most(SECONDS):
            found = list(rows)
    except TookTooLongError:
        stretch.took_too_long()
        return None
    stretch.was_answered(time.monotonic() - started)
    return found
