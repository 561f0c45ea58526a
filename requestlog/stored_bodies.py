"""The bodies of many calls, one after the other, in the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import zstandard
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce, Length

from projects.models import Project
from requestlog.database.texts import Id
from requestlog.models import Payload

Bodies = tuple[bytes, bytes]
# Bytes as they are stored, of both bodies: larger ones are read by themselves, up to so many together
LARGE, TOGETHER = 16 * 1024, 4 * 2**20
NAMES = ("request", "response")
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
UNLESS_LARGE = [Case(When(length__lte=LARGE, then=F(name))) for name in NAMES]


class StoredBodies:
    """What was sent and received, of calls of `project`. Finds out whether these lie side by side, as all of a log do:
    then a range says which they are, else a list of ids."""

    def __init__(self, project: Project) -> None:
        self._payloads = project.payloads
        self._side_by_side = True
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
        near = self._payloads.filter(request_id__gte=ids[-1], request_id__lte=ids[0])
        if self._side_by_side:
            found = list(_small(near)[: len(ids) + 1])
            self._side_by_side = len(found) <= len(ids)
        if not self._side_by_side:
            found = list(_small(near.filter(request_id__in=ids)))
        return {id: values for id, *values in found}

    def _read(self, ids: Sequence[str], stored: dict[str, Any]) -> list[str]:
        """Puts the first few of these, which are large, into `stored`; gives the others back."""
        few, length = 0, 0
        while few < len(ids) and (few == 0 or length + stored[ids[few]][0] <= TOGETHER):
            length += stored[ids[few]][0]
            few += 1
        rows = self._payloads.filter(request_id__in=ids[:few]).values_list(Id("request_id"), *NAMES)
        stored.update({id: (0, *bodies) for id, *bodies in rows})
        return list(ids[few:])


def _small(payloads: QuerySet[Payload]) -> QuerySet[Payload, tuple[Any, ...]]:
    return payloads.annotate(length=LENGTH).values_list(Id("request_id"), "length", *UNLESS_LARGE)
