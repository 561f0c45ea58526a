"""What is known of a call, by the names of the log's columns: from its bodies and what came with them. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any

from requestlog.calls import Call
from requestlog.cleaning import clean_json
from requestlog.wire.completion import folded
from requestlog.wire.fields import AnswerFields, RequestFields, read_answer, read_request
from requestlog.wire.jsons import loads
from requestlog.wire.pricing import cost_of
from requestlog.wire.tokens import TOKENS, Usage

EVENT_STREAM = "text/event-stream"
MOST_BITS = 63
COUNTS_OF, ALL_COUNTS = attrgetter(*TOKENS), itemgetter(*TOKENS)
GIVEN_PRICE = "given with the call"
PREVIEWS = frozenset({"prompt_preview", "answer_preview"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A call, described: the columns of its `Request` but id and project, its answer (folded, where it was a stream),
    and every id by which a client may name it; some may be too long or empty."""

    columns: dict[str, Any]
    answer: bytes
    ids: tuple[str, ...]


def facts_of(call: Call) -> Facts:
    """What is known of `call`. What is `given` wins, but for metadata, which is merged; the cost is of all that."""
    said = _said(call)
    columns = _of_call(call) | said.columns
    columns.update(_cost_of(call, columns))
    return Facts(columns, said.answer, said.ids)


def facts_without_bodies(call: Call, *, previews: bool) -> dict[str, Any]:
    """What the bodies of `call` say, as JSON for `Call.given`: the call records to the same row without them.

    Facts that are empty are left out. The cost, where none was given, is left to those who record the call.
    """
    columns = _said(call).columns
    if columns.get("cost_usd") is not None:
        columns["cost_usd"] = str(columns["cost_usd"])
    kept = {name: value for name, value in columns.items() if _tells(value) and (previews or name not in PREVIEWS)}
    return {name: _plain(clean_json(value)) for name, value in kept.items()}


def _said(call: Call) -> Facts:
    """What the bodies of `call` say, and what is given with it."""
    answer, value = folded(call.response) if _is_stream(call) else (call.response, loads(call.response))
    asked, answered = read_request(loads(call.request)), read_answer(value)
    metadata = {**asked.metadata, **call.given.get("metadata", {}), **call.metadata}
    columns = {**_of_bodies(call, asked, answered), **call.given, "metadata": metadata}
    names = (str(call.id), columns["message_id"], call.upstream_request_id, call.external_id)
    return Facts(columns, answer, (*names, *call.known_ids, *answered.ids))


def _tells(value: object) -> bool:
    return value is not None and value is not False and value not in ("", {})


def _plain(value: Any) -> Any:
    """A JSON value with its integers of more than 64 bits, which not every writer takes, as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, int) and value.bit_length() > MOST_BITS else value


def _is_stream(call: Call) -> bool:
    return call.response_type.startswith(EVENT_STREAM)


def _of_call(call: Call) -> dict[str, Any]:
    return {
        "upstream_request_id": call.upstream_request_id,
        "external_id": call.external_id,
        "created_at": call.started_at,
        "endpoint": call.endpoint,
        "status": call.status,
        "state": call.state,
        "latency_ms": call.latency_ms,
        "time_to_first_token_ms": call.time_to_first_token_ms,
    }


def _of_bodies(call: Call, asked: RequestFields, answered: AnswerFields) -> dict[str, Any]:
    return {
        "message_id": next(iter(answered.ids or call.known_ids), ""),
        "model": answered.model or asked.model,
        "error_type": call.error_type or answered.error_type,
        "streamed": _is_stream(call) or asked.streamed,
        "end_user": call.end_user or asked.end_user,
        "session": call.session or asked.session,
        "prompt_preview": asked.preview,
        "answer_preview": answered.preview,
        **dict(zip(TOKENS, COUNTS_OF(answered.usage), strict=True)),
    }


def _cost_of(call: Call, columns: dict[str, Any]) -> dict[str, Any]:
    """The cost that was given, or that the tokens have at the prices of the call's moment."""
    given = call.given.get("cost_usd")
    if given is not None:
        return {"cost_usd": Decimal(str(given)), "price": GIVEN_PRICE}
    cost = cost_of(columns["model"], Usage(*ALL_COUNTS(columns)), call.started_at)
    return {"cost_usd": cost.usd, "price": cost.price}
