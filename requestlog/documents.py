"""The JSON object of a request, the same on its page, in the API and in the exports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from requestlog.nesting import deeper_than
from requestlog.rows import unpacked
from requestlog.votes import (
    Document,
    Labels,
    ReviewRow,
    Votes,
    feedback_of,
    label_rows,
    labels_of,
    review_of,
    review_rows,
    reviews_of,
    vote_rows,
    votes_of,
)

if TYPE_CHECKING:
    from projects.models import Project
    from requestlog.models import Payload, Request

# The columns that a document is made of, in the order of `described`.
COLUMNS = (
    "id",
    "message_id",
    "created_at",
    "endpoint",
    "model",
    "status",
    "state",
    "error_type",
    "streamed",
    "latency_ms",
    "time_to_first_token_ms",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "reasoning_tokens",
    "cost_usd",
    "end_user",
    "session",
    "metadata",
    "triage",
)
UNSPOKEN = ("started", "complete")
LEVELS = 500


def documents(project: Project, entries: Sequence[Request], *, bodies: bool = True) -> list[Document]:
    """The JSON objects of a page of `project`, in four queries; bodies are raw JSON, see `dumps`, or left out."""
    ids = [entry.id for entry in entries]
    payloads = payloads_of(project, ids) if bodies else {}
    votes = votes_of(vote_rows(project.feedback.filter(request_id__in=ids)))
    reviews = reviews_of(review_rows(project.reviews.filter(request_id__in=ids)))
    labels = labels_of(label_rows(project.labels.filter(request_id__in=ids)))
    return [
        described(
            project.slug,
            [getattr(entry, column) for column in COLUMNS],
            bodies_of(payloads.get(entry.id)),
            votes.get(str(entry.id), ()),
            reviews.get(str(entry.id)),
            labels.get(str(entry.id), ()),
        )
        for entry in entries
    ]


def payloads_of(project: Project, ids: Iterable[UUID]) -> Mapping[UUID, Payload]:
    """The bodies of these calls, by id."""
    return {payload.request_id: payload for payload in project.payloads.filter(request_id__in=ids)}


def bodies_of(payload: Payload | None) -> tuple[bytes, bytes]:
    """What was sent and received; b"" for none."""
    return (unpacked(payload.request), unpacked(payload.response)) if payload else (b"", b"")


def described(
    slug: str,
    values: Sequence[Any],
    bodies: tuple[bytes, bytes],
    votes: Votes,
    review: ReviewRow | None,
    labels: Labels,
) -> Document:
    """The JSON object of the values of `COLUMNS`, of two bodies (b"" for none), of `votes_of`, `reviews_of` and
    `labels_of`."""
    (id, message_id, created_at, endpoint, model, status, state, error_type, streamed, latency, first_token,
     prompt, completion, cached, reasoning, cost, user, session, metadata, triage) = values  # fmt: skip
    return {
        "id": str(id),
        "message_id": message_id or None,
        "project": slug,
        "created_at": created_at,
        "endpoint": endpoint,
        "model": model or None,
        "status": status or None,
        "error": error_of(error_type, state) or None,
        "streamed": streamed,
        "latency_ms": latency,
        "time_to_first_token_ms": first_token,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "cached_tokens": cached,
        "reasoning_tokens": reasoning,
        "cost_usd": None if cost is None else orjson.Fragment(f"{cost.normalize():f}"),
        "user": user or None,
        "session": session or None,
        "metadata": orjson.Fragment(encoded(metadata)),
        "request": spliced(bodies[0]),
        "response": spliced(bodies[1]),
        "feedback": feedback_of(votes),
        "votes": votes,
        "review": review_of(triage, review),
        "labels": labels,
    }


def error_of(error_type: str, state: str) -> str:
    """What kind of error ended a call, or how it broke off; "" where neither is so."""
    return error_type or ("" if state in UNSPOKEN else state)


def spliced(body: bytes) -> orjson.Fragment:
    """A body as part of a JSON document, see `in_json`."""
    return orjson.Fragment(in_json(body))


def in_json(body: bytes) -> bytes:
    """A body as JSON on one line: its own bytes where it is JSON, so that nothing of it is lost; a string where it is
    not; null where there is none."""
    if not body:
        return b"null"
    if not _is_json(body):
        return dumps(body.decode("utf-8", "replace"))
    # Outside of strings, where JSON allows no raw line ends, they are mere space.
    return body.replace(b"\r", b" ").replace(b"\n", b" ")


def dumps(value: Any) -> bytes:
    """JSON in UTF-8, on one line; times in UTC as "2026-11-23T12:00:00Z"."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def encoded(value: Any) -> bytes:
    """A value of a JSON column as JSON."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # an integer of more than 64 bits
        return json.dumps(value, ensure_ascii=False).encode()


def _is_json(body: bytes) -> bool:
    """Whether readers of JSON will take `body`."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _is_json_to_python(body)
    return not _may_be_deep(body) or not deeper_than(value, LEVELS)


def _may_be_deep(body: bytes) -> bool:
    """Told by its bytes alone: each level opens and closes."""
    return len(body) > 2 * LEVELS and body.count(b"[") + body.count(b"{") > LEVELS


def _is_json_to_python(body: bytes) -> bool:
    """orjson refuses lone surrogates and numbers beyond a double, which JSON allows."""
    try:
        value = json.loads(body.decode(), parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return not deeper_than(value, LEVELS)


def _refused(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
