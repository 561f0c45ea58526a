"""Every row of a filter, page after page by key, and no statement of it that a database would not want to answer.

A page is asked of the whole log first; where no index serves the filter, of a stretch of time, which grows while the
answers are quick and shrinks where they are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from projects.models import Project
from requestlog.database.ahead import Ahead, Row
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.ids import first_id, moment_of
from requestlog.looking import Found
from requestlog.querysets import RequestQuerySet

SECONDS = 2.0  # well below what any statement of the web server may take
QUICK = 0.25
FIRST, SHORTEST = timedelta(hours=24), timedelta(seconds=10)
WIDER, NARROWER = 2, 8

Answer = TypeVar("Answer")
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


class Pages:
    """The rows of `found`, newest first, as `columns` reads them: tuples that begin with the id.

    Each page is begun and then taken, and nothing else is asked of the database in between. Those with ids from
    `above` on and below `below`.
    """

    def __init__(
        self,
        found: Found,
        columns: Columns,
        *,
        project: Project,
        sizes: Iterator[int],
        below: UUID | None = None,
        above: UUID | None = None,
    ) -> None:
        self.more = True
        self._found, self._columns = found, columns
        self._sizes, self._size = sizes, next(sizes)
        self._above, self._low, self._high = above, above, below
        self._stretch = Stretch(project)

    def begin(self) -> None:
        """Has the database start with the next page, while there are `more`."""
        self._low = max(filter(None, (self._stretch.low(self._high), self._above)), default=None)
        rows = self._columns(self._found.within(self._low, self._high).newest_first())[: self._size]
        self._began = time.monotonic()
        self._asked = _in_time(lambda: Ahead(rows))

    def take(self) -> list[Row]:
        """The page that was begun; none where nothing was found in a stretch. Raises `TookTooLongError`."""
        rows = None if self._asked is None else _in_time(self._asked.take)
        if rows is None:
            self._stretch.took_too_long()
            return []
        self._stretch.was_answered(time.monotonic() - self._began)
        self._go_on_after(rows)
        return rows

    def _go_on_after(self, rows: list[Row]) -> None:
        if len(rows) == self._size:
            self._size, self._high = next(self._sizes), UUID(rows[-1][0])
        else:
            self.more, self._high = self._low != self._above, self._low


def pages(
    found: Found,
    columns: Columns,
    *,
    project: Project,
    sizes: Iterator[int],
    below: UUID | None = None,
    above: UUID | None = None,
) -> Iterator[list[Row]]:
    """`Pages`, one after the other. None is empty. Raises `TookTooLongError`."""
    each = Pages(found, columns, project=project, sizes=sizes, below=below, above=above)
    while each.more:
        each.begin()
        if rows := each.take():
            yield rows


def _in_time(ask: Callable[[], Answer]) -> Answer | None:
    """None where that takes too long."""
    try:
        with at_most(SECONDS):
            return ask()
    except TookTooLongError:
        return None
