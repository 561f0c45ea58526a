"""At most two exports of a project run at once on a host: each holds a lock, which the system lets go with its process.

A host of its own counts for itself.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator

from django.conf import settings

from projects.models import Project
from requestlog.spool.locks import Lock

SEATS = 2


def take_seat(project: Project) -> Lock | None:
    """A seat that is ours until it is released; None where all are taken."""
    folder = settings.DATA_DIR / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    seats = (Lock(folder / f"{project.pk}-{number}.lock") for number in range(SEATS))
    return next((seat for seat in seats if seat.take()), None)


class Seated(Iterator[bytes]):
    """`chunks`, and a seat that is released when they are closed, read or not."""

    def __init__(self, chunks: Iterator[bytes], seat: Lock) -> None:
        self._chunks = chunks
        self._release = weakref.finalize(self, seat.release)

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """A server calls this when the last byte was sent, or the client has gone."""
        getattr(self._chunks, "close", lambda: None)()
        self._release()
