"""The bodies of many calls, one after the other, in the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import zstandard
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Length

from projects.models import Project
from requestlog.beside import beside, is_dense
from requestlog.database.texts import Id

Bodies = tuple[bytes, bytes]
# By id: the length as they are stored, both together, and both, where they are not large
Stored = dict[str, tuple[int, bytes | None, bytes | None]]
# Larger ones are read by themselves, up to so many bytes together
LARGE, TOGETHER = 16 * 1024, 4 * 2**20
NAMES = ("request", "response")
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
UNLESS_LARGE = [Case(When(length__lte=LARGE, then=F(name))) for name in NAMES]


def stored_bodies(project: Project, ids: Sequence[str], most: int) -> Iterator[tuple[slice, Stored]]:
    """Of these calls, newest first, `most` at a time: which of them, and their bodies."""
    payloads = project.payloads.all()
    dense = is_dense(payloads, ids)
    for part in (slice(at, at + most) for at in range(0, len(ids), most)):
        rows = beside(payloads, ids[part], dense=dense).annotate(length=LENGTH)
        found = rows.values_list(Id("request_id"), "length", *UNLESS_LARGE)
        yield part, {id: (length, sent, got) for id, length, sent, got in found}


def bodies_of_each(project: Project, ids: Sequence[str], stored: Stored) -> Iterator[Bodies]:
    """What was sent and received, b"" for none, as they were; reads the large ones as it goes."""
    unpack = zstandard.ZstdDecompressor().decompress
    waiting = [id for id in ids if id in stored and stored[id][0] > LARGE]
    for id in ids:
        if waiting and waiting[0] == id:
            waiting = _read(project, waiting, stored)
        _, sent, got = stored.pop(id, (0, None, None))
        yield unpack(sent) if sent else b"", unpack(got) if got else b""


def _read(project: Project, ids: Sequence[str], stored: Stored) -> list[str]:
    """Puts the first few of these, which are large, into `stored`; gives the others back."""
    few = length = 0
    while few < len(ids) and (few == 0 or length + stored[ids[few]][0] <= TOGETHER):
        length += stored[ids[few]][0]
        few += 1
    rows = project.payloads.filter(request_id__in=ids[:few]).values_list(Id("request_id"), *NAMES)
    stored.update({id: (0, sent, got) for id, sent, got in rows})
    return list(ids[few:])
