"""The bodies of a page of calls as turns, each with what it adds to the call before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from uuid import UUID

import zstandard
from django.db.models.functions import Coalesce, Length

from requestlog.rows import unpacked
from requestlog.wire.jsons import dict_of, loads
from requestlog.wire.news import news_of
from requestlog.wire.turns import Turn, answered, asked, items_of, turn_of

if TYPE_CHECKING:
    from projects.models import Project
    from requestlog.querysets import RequestQuerySet

# Bytes as they are stored, of one call; and as they were, of a page: a screen reads and parses no more
LARGE, TOGETHER = 256 * 1024, 16 * 2**20
LENGTH = Coalesce(Length("request"), 0) + Coalesce(Length("response"), 0)
Body = bytes | memoryview | None
Bodies = tuple[Body, Body]


@dataclass(frozen=True, slots=True)
class Added:
    """What a call adds to a conversation: turns that were not asked before, and the answers."""

    asked: Sequence[Turn]
    answered: Sequence[Turn]
    is_repeat: bool


def added_of(project: Project, ids: Sequence[UUID], before: RequestQuerySet) -> dict[UUID, Added]:
    """What each call adds to the one of `before` that precedes it; `ids` are newest first. Without those whose bodies
    are not kept, or too large for a screen. Two queries: for one id more, and for all bodies."""
    first = before.within(None, ids[-1]).newest_first().values_list("id", flat=True)[:1] if ids else ()
    return _added(project, [*ids, *first])


def _added(project: Project, ids: Sequence[UUID]) -> dict[UUID, Added]:
    stored = _stored(project, ids)
    readable = _within(TOGETHER, [(id, stored[id]) for id in ids if id in stored])
    reader = _Reader()
    before: Sequence[Turn] = ()
    found: dict[UUID, Added] = {}
    for id in reversed(readable):
        request, response = (loads(unpacked(body)) for body in stored[id])
        sent, got = reader.asked(dict_of(request)), answered(response)
        news = news_of(sent, before)
        found[id] = Added(news.turns, got, news.is_repeat)
        before = [*sent, *got]
    return found


class _Reader:
    """Reads what calls ask; what begins as the call before did is not read twice."""

    def __init__(self) -> None:
        self._items: list[Any] = []
        self._turns: list[Turn] = []

    def asked(self, body: dict[str, Any]) -> list[Turn]:
        instructions = asked({name: body[name] for name in ("system", "instructions") if name in body})
        items = items_of(body)
        pairs = zip(items, self._items, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._turns = self._turns[:same] + [turn_of(item) for item in items[same:]]
        self._items = items
        return instructions + self._turns


def _stored(project: Project, ids: Sequence[UUID]) -> Mapping[UUID, Bodies]:
    if not ids:
        return {}
    near = project.payloads.filter(request_id__gte=ids[-1], request_id__lte=ids[0], request_id__in=ids)
    rows = near.annotate(length=LENGTH).filter(length__lte=LARGE).values_list("request_id", "request", "response")
    return {id: (sent, got) for id, sent, got in rows}


def _within(most: int, stored: Sequence[tuple[UUID, Bodies]]) -> list[UUID]:
    """The newest calls whose bodies are `most` bytes together."""
    ids: list[UUID] = []
    for id, bodies in stored:
        most -= sum(zstandard.frame_content_size(bytes(body)) for body in bodies if body)
        if most < 0:
            break
        ids.append(id)
    return ids
