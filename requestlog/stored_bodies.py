"""The bodies of many calls, one after the other, in the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import zstandard
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Length

from projects.models import Project

Bodies = tuple[bytes, bytes]
TOGETHER = 128
LARGE = 64 * 1024  # bytes as they are stored, of both bodies; larger ones are read by themselves
NONE = (None, None)
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
UNLESS_LARGE = [Case(When(length__lte=LARGE, then=F(name))) for name in ("request", "response")]


def bodies_of_each(project: Project, ids: Sequence[UUID]) -> Iterator[Bodies]:
    """What was sent and received, b"" for none, of each of these calls of `project`, newest first."""
    unpack = zstandard.ZstdDecompressor().decompress
    for start in range(0, len(ids), TOGETHER):
        part = ids[start : start + TOGETHER]
        stored = _stored(project, part)
        for id in part:
            sent, got = stored.pop(id, None) or _read(project, id)
            yield unpack(sent) if sent else b"", unpack(got) if got else b""


def _stored(project: Project, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """By id; None for large ones. The range tells the database in which months to look."""
    rows = project.payloads.filter(request_id__gte=ids[-1], request_id__lte=ids[0], request_id__in=ids)
    found = rows.annotate(length=LENGTH).values_list("request_id", "length", *UNLESS_LARGE)
    return dict.fromkeys(ids, NONE) | {id: bodies if length <= LARGE else None for id, length, *bodies in found}


def _read(project: Project, id: UUID) -> Any:
    return project.payloads.filter(request_id=id).values_list("request", "response").first() or NONE
