"""A call, described: the rows that it becomes. Touches no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import local
from typing import Any
from uuid import UUID

import zstandard
from django.db import models

from requestlog.calls import Call
from requestlog.cleaning import clean_json, clean_text
from requestlog.facts import Facts, facts_of
from requestlog.models import ID_CHARACTERS, State
from requestlog.storing.tables import REQUEST, Row

LEVEL = 3
MOST_BITS = 63


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one call, each by the columns of its table.

    `is_retrieval`: the answer is one that another call made, read again (`GET responses/resp_…`).
    """

    id: UUID
    project_id: int
    external_id: str
    has_ended: bool
    is_retrieval: bool
    request: Row
    payload: Row
    known_ids: list[Row]

    @property
    def key(self) -> tuple[int, UUID]:
        return self.project_id, self.id

    @property
    def name(self) -> str:
        """The client's own id for the call, or ours."""
        return self.external_id or str(self.id)


def rows_of(call: Call, now: datetime) -> Rows:
    """The rows of `call`, stored at `now`; its stream, if it was one, is folded into one completion."""
    facts = facts_of(call)
    values = {**facts.columns, "id": call.id, "project_id": call.project_id}
    entry = {name: clean(values[name]) if name in values else empty for name, clean, empty in COLUMNS}
    return Rows(
        id=call.id,
        project_id=call.project_id,
        external_id=entry["external_id"],
        has_ended=entry["state"] != State.STARTED,
        is_retrieval=entry["endpoint"].startswith("GET "),
        request=tuple(entry.values()),
        payload=(call.project_id, call.id, call.packed_request or _packed(call.request), _answer(call, facts)),
        known_ids=[(name, call.project_id, call.id, now) for name in _usable(facts.ids)],
    )


def _answer(call: Call, facts: Facts) -> bytes | None:
    packed = call.packed_response if facts.answer is call.response else b""
    return packed or _packed(facts.answer)


def _usable(names: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(name for name in map(clean_text, names) if 0 < len(name) <= ID_CHARACTERS)


def _text(value: Any, most: int | None) -> str | None:
    return value if value is None else clean_text(value if isinstance(value, str) else str(value), most)


def _number(value: Any) -> int | None:
    """A whole number. Raises one of `services.CONFUSED` for what is none, or one that no column holds."""
    number = value if value is None or type(value) is int else int(value)
    if number is not None and number.bit_length() > MOST_BITS:
        raise OverflowError(f"{number.bit_length()} bits are too many for a number")
    return number


def _as_it_is(value: Any) -> Any:
    return value


def _cleaner(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    if isinstance(field, models.CharField):
        return partial(_text, most=field.max_length)
    if isinstance(field, models.IntegerField):
        return _number
    return clean_json if isinstance(field, models.JSONField) else _as_it_is


# The columns of a request in their order: its name, what makes a value one that it takes, and its value where none is
COLUMNS = [(field.column, _cleaner(field), field.get_default()) for field in REQUEST.fields]


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
