"""A call, described: the rows that it becomes. Touches no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import local
from typing import Any

import zstandard
from django.db.models import CharField

from requestlog.calls import Call
from requestlog.cleaning import clean_json, clean_text
from requestlog.facts import facts_of
from requestlog.models import ID_CHARACTERS, KnownId, Payload, Request

LEVEL = 3
MOST = {
    field.name: field.max_length
    for field in Request._meta.concrete_fields
    if isinstance(field, CharField) and field.max_length
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one call; `name` is the client's own id for it, or ours."""

    entry: Request
    payload: Payload
    known_ids: list[KnownId]

    @property
    def name(self) -> str:
        return self.entry.external_id or str(self.entry.id)

    @property
    def is_retrieval(self) -> bool:
        """Whether the answer is one that another call made, read again (`GET responses/resp_…`)."""
        return self.entry.endpoint.startswith("GET ")


def rows_of(call: Call, now: datetime) -> Rows:
    """The rows of `call`, stored at `now`; its stream, if it was one, is folded into one completion."""
    facts = facts_of(call)
    entry = Request(id=call.id, project_id=call.project_id, **_storable(facts.columns))
    payload = Payload(
        project_id=call.project_id, request_id=call.id, request=_packed(call.request), response=_packed(facts.answer)
    )
    return Rows(entry, payload, _known_ids(call, facts.ids, now))


def _known_ids(call: Call, names: Iterable[str], now: datetime) -> list[KnownId]:
    usable = dict.fromkeys(name for name in map(clean_text, names) if 0 < len(name) <= ID_CHARACTERS)
    return [KnownId(message_id=name, project_id=call.project_id, request_id=call.id, seen_at=now) for name in usable]


def _storable(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: clean_text(value, MOST.get(name)) if isinstance(value, str) else clean_json(value)
        for name, value in facts.items()
    }


class _Packer(local):
    """A compressor for each thread: to make one takes longer than to compress with it."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(LEVEL).compress


_packer = _Packer()


def _packed(body: bytes) -> bytes | None:
    return _packer.pack(body) if body else None


def unpacked(stored: bytes | memoryview | None) -> bytes:
    """The body that a payload holds; b"" for none."""
    return zstandard.decompress(bytes(stored)) if stored else b""
