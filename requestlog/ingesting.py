"""The ingest API's bodies: one call, or up to a thousand, each judged and answered by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, NoReturn
from uuid import UUID

from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from projects.models import Project
from requestlog import services
from requestlog.api_errors import LengthNeeded, TooLarge
from requestlog.calls import Call
from requestlog.ids import new_id
from requestlog.serializers import CallIn

CALLS = 1_000
MOST_BYTES = 10 * 1024 * 1024
# Fields of an item that are facts of the row, under the row's names
GIVEN = ("message_id", "model", "streamed", "cost_usd")
TOKENS = ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens")
TAKEN = "Another call was stored under this id before; it is left as it is."
NOT_STORED = "This call cannot be stored."


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the call at `index`: stored (201), there already (200), wrong (400) or not the same (409)."""

    index: int
    status: int
    id: UUID | None = None
    errors: Mapping[str, Any] = field(default_factory=dict)


class BatchParser(BaseParser):
    """JSON in UTF-8 as RFC 8259 has it: no NaN, no byte order mark."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return json.loads(stream.read().decode(), parse_constant=_refused)
        except RecursionError:
            raise ParseError("The body is not valid JSON: nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error


def check_body(request: Request) -> None:
    """Refuses, before a byte is read, a body that is too large, or whose bytes are not its JSON."""
    if request.headers.get("Transfer-Encoding"):
        raise LengthNeeded
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType(request.headers["Content-Encoding"], "Send the body without encoding.")


def items_of(body: Any) -> list[Any]:
    """The items of a batch, which is an array or an object with `requests`; any other body is the one item."""
    items = body.get("requests", [body]) if isinstance(body, dict) else body
    if not isinstance(items, list):
        raise ValidationError({"requests": ["Must be an array of calls."]})
    if not 0 < len(items) <= CALLS:
        raise ValidationError({"requests": [f"Must hold 1 to {CALLS} calls."]})
    return items


def ingest(items: list[Any], *, project: Project, now: datetime) -> list[Answer]:
    """Stores what can be stored of `items`, and says of each what became of it, in order."""
    read = [CallIn(data=item) for item in items]
    calls = [_call(item.validated_data, project, now) if item.is_valid() else None for item in read]
    stored = iter(services.ingest(calls=[call for call in calls if call], now=now))
    return [
        _answer(index, next(stored)) if call else Answer(index, 400, errors=item.errors)
        for index, (item, call) in enumerate(zip(read, calls, strict=True))
    ]


def _answer(index: int, stored: services.Ingested | None) -> Answer:
    if stored is None:
        return Answer(index, 400, errors={"detail": NOT_STORED})
    if stored.differs:
        return Answer(index, 409, stored.id, {"id": [TAKEN]})
    return Answer(index, 201 if stored.created else 200, stored.id)


def _call(item: Mapping[str, Any], project: Project, now: datetime) -> Call:
    """The call that a valid item describes."""
    known = {name: value for name, value in item.items() if value is not None}
    at = known.get("created_at", now)
    return Call(
        id=new_id(at),
        project_id=project.pk,
        started_at=at,
        endpoint=known.get("endpoint", "chat/completions"),
        status=known.get("status", 200),
        request=known.get("request", b""),
        response=known.get("response", b""),
        latency_ms=known.get("latency_ms"),
        time_to_first_token_ms=known.get("time_to_first_token_ms"),
        end_user=known.get("user", ""),
        session=known.get("session", ""),
        metadata=known.get("metadata", {}),
        external_id=known.get("id", ""),
        error_type=known.get("error", ""),
        given={name: known[name] for name in (*GIVEN, *TOKENS) if name in known},
    )


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")
