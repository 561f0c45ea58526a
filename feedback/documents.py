"""What OpenAPI says about votes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from feedback.models import SUBMITTER_CHARACTERS
from feedback.serializers import (
    ChangeSerializer,
    HeldVoteSerializer,
    Refusal,
    StoredVoteSerializer,
    VoteSerializer,
    WholeVoteSerializer,
    WithdrawnVoteSerializer,
    WrongFields,
)

WHOLE = {"rating": "negative", "comment": "The link is dead.", "tags": ["links", "docs"]}
VOTE = {"message_id": "chatcmpl-9nX2", **WHOLE}
STORED = {**VOTE, "created_at": "2026-11-23T12:00:00Z", "request_id": "019ab0f2-5c80-7d3e-9f0a-2b1c6d7e8f90"}
CHANGED = {**STORED, "rating": "positive", "updated_at": "2026-11-23T12:05:00Z"}
HELD = {**STORED, "request_id": None, "expires_at": "2026-11-23T12:15:00Z"}
OF_A_BODY = {
    411: ("A body in chunks.", "Send the body with a Content-Length, not in chunks."),
    413: ("A body over 256 KiB.", "The body may have at most 262144 bytes."),
    415: (
        "Neither `application/json` nor `text/plain`, or with a content encoding.",
        'Unsupported media type "text/html" in request.',
    ),
}
ALWAYS = {
    401: ("The key or the token is wrong, or not good any more.", "This key is not known here, or was revoked."),
    405: ("Another method; `Allow` says which there are.", 'Method "GET" not allowed.'),
    429: ("Too many; `Retry-After` says how many seconds to wait.", "Request was throttled."),
    503: ("The database is away; `Retry-After: 5`.", "The vote cannot be stored just now. Please try again."),
}
OF_A_POST = {
    403: ("The project demands a key; or not with this key or token.", "This vote token is for another message."),
    404: ("No such message: in the key's project, or at all where no key was sent.", "No message has this id."),
}
OF_AN_ITEM = {
    401: ("No key and no token, or a wrong one.", "This needs a secret key of the message's project, or a vote token."),
    403: ("A public key alone, or the token of another vote.", "This vote token is for another message."),
    404: ("No such message, or no vote on it.", "There is no such vote on this message."),
}


def answered(shape: type[Serializer[Any]], description: str, example: object) -> OpenApiResponse:
    """One answer with its example."""
    return OpenApiResponse(shape, description, [OpenApiExample(description, value=example)])


def refusals(*those: dict[int, tuple[str, str]]) -> dict[int, OpenApiResponse]:
    """The answers that refuse, later ones before earlier ones."""
    said = {code: each for one in those for code, each in one.items()}
    return {code: answered(Refusal, text, {"detail": detail}) for code, (text, detail) in sorted(said.items())}


WRONG = answered(WrongFields, "Bad JSON or fields; nothing is stored.", {"rating": ["This field is required."]})
WAITS = answered(HeldVoteSerializer, "With a key: the message is not known yet, and the vote waits for it.", HELD)
ITEM: dict[str, Any] = {
    "tags": ["feedback"],
    "parameters": [
        OpenApiParameter("message_id", str, "path", description="As in the body of the vote."),
        OpenApiParameter(
            "submitter",
            {"type": "string", "maxLength": SUBMITTER_CHARACTERS},
            description="Whose vote; without it the anonymous one.",
        ),
    ],
}

document_vote = extend_schema(
    operation_id="vote",
    summary="Vote on an answer",
    description="In the body, `key` may hold a public key or a vote token, where no header can be sent.",
    tags=["feedback"],
    request=VoteSerializer,
    examples=[OpenApiExample("A vote", value=VOTE, request_only=True)],
    responses={
        200: answered(StoredVoteSerializer, "Stored; `X-GPTBoost-Feedback-Token` is the vote's own token.", STORED),
        202: WAITS,
        208: answered(StoredVoteSerializer, "The message has this vote already; nothing is changed.", STORED),
        400: WRONG,
        **refusals(ALWAYS, OF_A_BODY, OF_A_POST),
    },
)
document_read = extend_schema(
    **ITEM,
    operation_id="read_vote",
    summary="The vote of one submitter on a message",
    responses={
        200: answered(StoredVoteSerializer, "The vote.", STORED),
        202: WAITS,
        400: WRONG,
        **refusals(ALWAYS, OF_AN_ITEM),
    },
)
document_set = extend_schema(
    **ITEM,
    operation_id="set_vote",
    summary="Set all that a vote says, or give it",
    request=WholeVoteSerializer,
    examples=[OpenApiExample("A whole vote", value=WHOLE, request_only=True)],
    responses={
        200: answered(StoredVoteSerializer, "Changed.", CHANGED),
        201: answered(StoredVoteSerializer, "There was none; it is stored.", STORED),
        202: WAITS,
        400: WRONG,
        **refusals(ALWAYS, OF_A_BODY, OF_AN_ITEM),
    },
)
document_change = extend_schema(
    **ITEM,
    operation_id="change_vote",
    summary="Change some of what a vote says",
    description="Fields that are not given stay; an object without any changes nothing, no body at all is refused.",
    request=ChangeSerializer,
    examples=[OpenApiExample("Another rating", value={"rating": "positive"}, request_only=True)],
    responses={
        200: answered(StoredVoteSerializer, "Changed.", CHANGED),
        202: WAITS,
        400: WRONG,
        **refusals(ALWAYS, OF_A_BODY, OF_AN_ITEM),
    },
)
document_withdraw = extend_schema(
    **ITEM,
    operation_id="withdraw_vote",
    summary="Withdraw a vote",
    responses={
        200: answered(WithdrawnVoteSerializer, "The vote as it was; its submitter may vote anew.", STORED),
        400: WRONG,
        **refusals(ALWAYS, OF_AN_ITEM),
    },
)
