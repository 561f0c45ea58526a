"""A call, described: the rows that it becomes. Touches no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from django.db.models import CharField

from requestlog.calls import Call
from requestlog.cleaning import clean_json, clean_text
from requestlog.models import ID_CHARACTERS, KnownId, Payload, Request
from requestlog.wire.completion import fold
from requestlog.wire.fields import read_answer, read_request
from requestlog.wire.pricing import cost_usd

EVENT_STREAM = "text/event-stream"
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
    streamed = call.response_type.startswith(EVENT_STREAM)
    answer = fold(call.endpoint, call.response) if streamed and call.response else call.response
    asked, answered = read_request(call.endpoint, call.request), read_answer(call.endpoint, answer)
    model = answered.model or asked.model
    facts: dict[str, Any] = {
        "message_id": next(iter(answered.ids or call.known_ids), ""),
        "upstream_request_id": call.upstream_request_id,
        "external_id": call.external_id,
        "created_at": call.started_at,
        "endpoint": call.endpoint,
        "model": model,
        "status": call.status,
        "state": call.state,
        "error_type": call.error_type or answered.error_type,
        "streamed": streamed or asked.streamed,
        "latency_ms": call.latency_ms,
        "time_to_first_token_ms": call.time_to_first_token_ms,
        "prompt_tokens": answered.usage.prompt_tokens,
        "completion_tokens": answered.usage.completion_tokens,
        "cached_tokens": answered.usage.cached_tokens,
        "reasoning_tokens": answered.usage.reasoning_tokens,
        "cost_usd": cost_usd(model, answered.usage, call.started_at),
        "end_user": call.end_user or asked.end_user,
        "session": call.session or asked.session,
        "metadata": {**asked.metadata, **call.metadata},
        "prompt_preview": asked.preview,
        "answer_preview": answered.preview,
        **call.given,
    }
    entry = Request(id=call.id, project_id=call.project_id, **_storable(facts))
    payload = Payload(
        project_id=call.project_id, request_id=call.id, request=_packed(call.request), response=_packed(answer)
    )
    return Rows(entry, payload, _known_ids(call, entry, answered.ids, now))


def _known_ids(call: Call, entry: Request, answered: tuple[str, ...], now: datetime) -> list[KnownId]:
    names = [str(call.id), entry.message_id, call.upstream_request_id, call.external_id, *call.known_ids, *answered]
    usable = dict.fromkeys(name for name in map(clean_text, names) if 0 < len(name) <= ID_CHARACTERS)
    return [KnownId(message_id=name, project_id=call.project_id, request_id=call.id, seen_at=now) for name in usable]


def _storable(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: clean_text(value, MOST.get(name)) if isinstance(value, str) else clean_json(value)
        for name, value in facts.items()
    }


def _packed(body: bytes) -> bytes | None:
    return zstandard.compress(body, 3) if body else None


def unpacked(stored: bytes | memoryview | None) -> bytes:
    """The body that a payload holds; b"" for none."""
    return zstandard.decompress(bytes(stored)) if stored else b""
