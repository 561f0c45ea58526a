"""The bodies of many calls, one after the other, in the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import zstandard
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Length

from projects.models import Project
from requestlog.beside import beside
from requestlog.database.texts import Id

Bodies = tuple[bytes, bytes]
# Bytes as they are stored, of both bodies: larger ones are read by themselves, up to so many together
LARGE, TOGETHER = 16 * 1024, 4 * 2**20
NAMES = ("request", "response")
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
UNLESS_LARGE = [Case(When(length__lte=LARGE, then=F(name))) for name in NAMES]


class StoredBodies:
    """What was sent and received, of calls of `project`."""

    def __init__(self, project: Project) -> None:
        self._payloads = project.payloads
        self._unpack = zstandard.ZstdDecompressor().decompress

    def of_each(self, ids: Sequence[str]) -> Iterator[Bodies]:
        """Of a page of ids, newest first; b"" for none."""
        stored = self._stored(ids)
        waiting = [id for id in ids if id in stored and stored[id][0] > LARGE]
        for id in ids:
            if waiting and waiting[0] == id:
                waiting = self._read(waiting, stored)
            _, sent, got = stored.pop(id, (0, None, None))
            yield self._unpack(sent) if sent else b"", self._unpack(got) if got else b""

    def _stored(self, ids: Sequence[str]) -> dict[str, Any]:
        """By id: the length, and both bodies where it is not large."""
        rows = beside(self._payloads.all(), ids).annotate(length=LENGTH)
        return {id: values for id, *values in rows.values_list(Id("request_id"), "length", *UNLESS_LARGE)}

    def _read(self, ids: Sequence[str], stored: dict[str, Any]) -> list[str]:
        """Puts the first few of these, which are large, into `stored`; gives the others back."""
        few, length = 0, 0
        while few < len(ids) and (few == 0 or length + stored[ids[few]][0] <= TOGETHER):
            length += stored[ids[few]][0]
            few += 1
        rows = self._payloads.filter(request_id__in=ids[:few]).values_list(Id("request_id"), *NAMES)
        stored.update({id: (0, *bodies) for id, *bodies in rows})
        return list(ids[few:])
