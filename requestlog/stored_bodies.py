"""The bodies of many calls, one after the other, in the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import zstandard
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Length

from projects.models import Project
from requestlog.beside import beside
from requestlog.database.ahead import Ahead
from requestlog.database.texts import Id

Bodies = tuple[bytes, bytes]
# Larger ones are read by themselves, up to so many bytes together
LARGE, TOGETHER = 16 * 1024, 4 * 2**20
NAMES = ("request", "response")
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
UNLESS_LARGE = [Case(When(length__lte=LARGE, then=F(name))) for name in NAMES]


class StoredBodies:
    """The bodies of these calls, newest first: begun at once, then taken, see `Ahead`; `dense` as `beside` knows it."""

    def __init__(self, project: Project, ids: Sequence[str], *, dense: bool) -> None:
        self._project, self._ids = project, ids
        rows = beside(project.payloads.all(), ids, dense=dense).annotate(length=LENGTH)
        self._rows = Ahead(rows.values_list(Id("request_id"), "length", *UNLESS_LARGE))

    def take(self) -> None:
        """Waits for them, but for the large ones."""
        self._stored = {id: (length, sent, got) for id, length, sent, got in self._rows.take()}
        self._large = [id for id in self._ids if id in self._stored and self._stored[id][0] > LARGE]

    @property
    def some_are_large(self) -> bool:
        """Whether `each` is to ask the database for more."""
        return bool(self._large)

    def each(self) -> Iterator[Bodies]:
        """What was sent and received, b"" for none, as they were; reads the large ones as it goes."""
        unpack = zstandard.ZstdDecompressor().decompress
        for id in self._ids:
            if self._large and self._large[0] == id:
                self._read_large()
            _, sent, got = self._stored.pop(id, (0, None, None))
            yield unpack(sent) if sent else b"", unpack(got) if got else b""

    def _read_large(self) -> None:
        """The next few of them."""
        few = length = 0
        while few < len(self._large) and (few == 0 or length + self._stored[self._large[few]][0] <= TOGETHER):
            length += self._stored[self._large[few]][0]
            few += 1
        wanted, self._large = self._large[:few], self._large[few:]
        rows = self._project.payloads.filter(request_id__in=wanted).values_list(Id("request_id"), *NAMES)
        self._stored.update({id: (0, sent, got) for id, sent, got in rows})
