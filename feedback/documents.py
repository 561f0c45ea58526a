"""What OpenAPI says about votes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from feedback.serializers import Refusal, StoredVoteSerializer, VoteSerializer, WrongFields

VOTE = {
    "message_id": "chatcmpl-9nX2",
    "rating": "negative",
    "comment": "The link is dead.",
    "tags": ["links", "docs"],
}
STORED = {**VOTE, "created_at": "2026-11-23T12:00:00Z", "request_id": "019ab0f2-5c80-7d3e-9f0a-2b1c6d7e8f90"}
REFUSALS = {
    401: ("The key is wrong or was revoked.", "This key is not known here, or was revoked."),
    403: ("The project demands a key.", "This project takes votes only with one of its keys."),
    404: ("No such message: in the key's project, or at all where no key was sent.", "No message has this id."),
    405: ("Not a POST; `Allow` says what is.", 'Method "GET" not allowed.'),
    411: ("A body in chunks.", "Send the body with a Content-Length, not in chunks."),
    413: ("A body over 256 KiB.", "The body may have at most 262144 bytes."),
    415: ("Neither `application/json` nor `text/plain`, or with a content encoding.", 'Unsupported media type "text/html" in request.'),
    429: ("Too many; `Retry-After` says how many seconds to wait.", "Request was throttled."),
    503: ("The database is away; `Retry-After: 5`.", "The vote cannot be stored just now. Please try again."),
}  # fmt: skip


def answered(shape: type[Serializer[Any]], description: str, example: object) -> OpenApiResponse:
    """One answer with its example."""
    return OpenApiResponse(shape, description, [OpenApiExample(description, value=example)])


document_vote = extend_schema(
    operation_id="vote",
    summary="Vote on an answer",
    tags=["feedback"],
    request=VoteSerializer,
    examples=[OpenApiExample("A vote", value=VOTE, request_only=True)],
    responses={
        200: answered(StoredVoteSerializer, "Stored.", STORED),
        208: answered(StoredVoteSerializer, "The message has this vote already; nothing is changed.", STORED),
        400: answered(WrongFields, "Bad JSON or fields; nothing is stored.", {"rating": ["This field is required."]}),
        **{status: answered(Refusal, text, {"detail": detail}) for status, (text, detail) in REFUSALS.items()},
    },
)
