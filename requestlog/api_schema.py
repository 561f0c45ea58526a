"""What OpenAPI says about the log's API."""

from __future__ import annotations

from typing import Any

from django import forms
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework import serializers

from requestlog.filter_fields import TextsField
from requestlog.filter_votes import RATING_WORDS, TRIAGE_WORDS
from requestlog.filters import QUERY_CHARACTERS, RequestFilter
from requestlog.ingesting import CALLS
from requestlog.models import ID_CHARACTERS, State
from requestlog.pages import LARGEST_PAGE, PAGE_SIZE
from requestlog.ratings import RATINGS, Source
from requestlog.serializers import CallIn
from requestlog.triage import STATUSES


class FeedbackOut(serializers.Serializer[Any]):
    """The latest vote of a user on a request."""

    rating = serializers.ChoiceField(choices=list(RATINGS))
    emoji = serializers.CharField()
    comment = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    submitter = serializers.CharField(required=False, help_text="Only where the application named the voter.")
    reasons = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Only where there are any."
    )
    correction = serializers.CharField(required=False, help_text="The answer that was wanted; only where it was given.")
    updated_at = serializers.DateTimeField(required=False, help_text="Only where the vote was changed.")


class VoteOut(serializers.Serializer[Any]):
    """One current vote, of a user or of the team."""

    rating = serializers.ChoiceField(choices=list(RATINGS))
    emoji = serializers.CharField()
    comment = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.CharField())
    correction = serializers.CharField()
    source = serializers.ChoiceField(choices=Source.labels)  # type: ignore[assignment]
    submitter = serializers.CharField(help_text="Empty for the one vote of a user without a name.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReviewOut(serializers.Serializer[Any]):
    """What the team makes of a request."""

    status = serializers.ChoiceField(choices=list(STATUSES), allow_null=True)
    assignee = serializers.CharField(allow_null=True, help_text="A username.")
    note = serializers.CharField()
    correction = serializers.CharField()
    updated_at = serializers.DateTimeField(allow_null=True)


class RequestOut(serializers.Serializer[Any]):
    """One request with its feedback; null is "not known"."""

    id = serializers.UUIDField()
    message_id = serializers.CharField(allow_null=True)
    project = serializers.CharField()
    created_at = serializers.DateTimeField()
    endpoint = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    status = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    streamed = serializers.BooleanField()
    latency_ms = serializers.IntegerField(allow_null=True)
    time_to_first_token_ms = serializers.IntegerField(allow_null=True)
    prompt_tokens = serializers.IntegerField(allow_null=True)
    completion_tokens = serializers.IntegerField(allow_null=True)
    cached_tokens = serializers.IntegerField(allow_null=True)
    reasoning_tokens = serializers.IntegerField(allow_null=True)
    cost_usd = serializers.FloatField(allow_null=True)
    user = serializers.CharField(allow_null=True)
    session = serializers.CharField(allow_null=True)
    metadata = serializers.DictField()
    request = serializers.JSONField(allow_null=True, help_text="What was sent, as it was sent; null with bodies=no.")
    response = serializers.JSONField(
        allow_null=True, help_text="What was received; a stream is folded into the one completion that it meant."
    )
    feedback = FeedbackOut(allow_null=True)
    votes = VoteOut(many=True, help_text="All current votes, the latest first.")
    review = ReviewOut(allow_null=True)
    labels = serializers.ListField(child=serializers.CharField(), help_text="The team's own words for it, sorted.")


class PageOut(serializers.Serializer[Any]):
    """A page of requests, newest first."""

    results = RequestOut(many=True)
    next = serializers.URLField(allow_null=True, help_text="The page of the next older requests.")
    previous = serializers.URLField(allow_null=True, help_text="The page of the next newer requests.")
    looked_back_to = serializers.DateTimeField(
        allow_null=True,
        help_text="Set where the look for requests took too long: how far it came. `results` are all up to there, and"
        " `next` goes on from there (`previous`, with `before`); without one, narrow the time.",
    )


class BatchIn(serializers.Serializer[Any]):
    """Calls as an object."""


class CallsIn(serializers.Serializer[Any]):
    """Calls as an array."""


class BatchSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """An object with `requests`."""

    target_class = "requestlog.api_schema.BatchIn"

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "object", "properties": {"requests": CALLS_SHAPE}, "required": ["requests"]}


class CallsSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """The array alone."""

    target_class = "requestlog.api_schema.CallsIn"

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return CALLS_SHAPE


class AnswerOut(serializers.Serializer[Any]):
    """What became of one call."""

    index = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[200, 201, 400, 409])
    id = serializers.UUIDField(allow_null=True)
    errors = serializers.DictField(  # type: ignore[assignment]
        help_text="Lists of problems by field; empty where there are none."
    )


class AnswersOut(serializers.Serializer[Any]):
    """What became of each call of a batch, in its order."""

    results = AnswerOut(many=True)


# Each item is judged by itself, so that a wrong one is answered and not refused with the rest.
CALLS_SHAPE = {
    "type": "array",
    "minItems": 1,
    "maxItems": CALLS,
    "items": {"anyOf": [{"$ref": "#/components/schemas/CallInRequest"}, {}]},
}


class LogRefusal(serializers.Serializer[Any]):
    """Why nothing was done."""

    detail = serializers.CharField()


REFUSALS = {
    401: "No key, or one that is wrong or was revoked.",
    403: "A public key.",
    405: "Another method; `Allow` says which ones are.",
    503: "The database is away; `Retry-After: 5`.",
}
REFUSED_BODIES = {
    411: "A body in chunks.",
    413: "A body over 10 MiB.",
    415: "Not JSON, or with a content encoding.",
}


def refusals(*more: dict[int, str]) -> dict[int, OpenApiResponse]:
    texts = {status: text for group in (REFUSALS, *more) for status, text in group.items()}
    return {status: OpenApiResponse(LogRefusal, text) for status, text in texts.items()}


def parameters() -> list[OpenApiParameter]:
    """The log's parameters, out of the one description of them, and the API's own two."""
    described = [parameter(name, wanted.field, wanted.extra) for name, wanted in RequestFilter.base_filters.items()]
    limit = OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        description="How many requests a page holds.",
    )
    bodies = OpenApiParameter(
        "bodies",
        {"type": "string", "enum": ["yes", "no", ""]},
        description="no: request and response are null, which makes a page small and quick.",
    )
    return [*described, limit, bodies]


def parameter(name: str, field: forms.Field, said: dict[str, Any]) -> OpenApiParameter:
    many = isinstance(field, TextsField)
    shape: dict[str, Any] = {"type": "string", **SHAPES.get(name, {})}
    return OpenApiParameter(
        name, {"type": "array", "items": shape} if many else shape, description=said["help_text"], explode=many or None
    )


EXAMPLE_ID = "019ab0f2-5c80-7d3e-9f0a-2b1c6d7e8f90"
CALL = {
    "id": "job-1",
    "model": "gpt-5-mini",
    "latency_ms": 1240,
    "user": "user-8841",
    "request": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Tell me a joke"}]},
    "response": {"id": "chatcmpl-9nX2", "choices": [{"message": {"role": "assistant", "content": "Why did …"}}]},
}
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
HOUR = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
NO_NULL = r"^[^\x00]*$"
TIME = rf"^(|[1-9][0-9]{{0,3}}[hd]|{DAY}([T ]{HOUR})?)$"
TEXTS = ("model", "endpoint", "tag", "label", "reason", "submitter", "assignee", "user", "session")
SHAPES: dict[str, dict[str, Any]] = {
    "rating": {"enum": [*RATING_WORDS, ""]},
    "team": {"enum": [*RATING_WORDS, ""]},
    "triage": {"enum": [*TRIAGE_WORDS, ""]},
    **{name: {"enum": ["yes", "no", ""]} for name in ("comment", "correction")},
    "q": {"maxLength": QUERY_CHARACTERS, "pattern": NO_NULL},
    "status": {"pattern": "^(|ok|error|[1-5][0-9]{2})$"},
    "state": {"enum": [*State.values, ""]},
    "meta": {"maxLength": ID_CHARACTERS, "pattern": r"^(|[^=\x00]*[^=\x00\s\d+_-][^=\x00]*=[^\x00]*)$"},
    "since": {"pattern": TIME},
    "until": {"pattern": TIME},
    **{name: {"maxLength": ID_CHARACTERS, "pattern": NO_NULL} for name in TEXTS},
}

document_list = extend_schema(
    operation_id="list_requests",
    summary="The requests of the log, newest first",
    tags=["requests"],
    parameters=parameters(),
    responses={200: PageOut, 400: OpenApiResponse(OpenApiTypes.OBJECT, "A wrong parameter, by name."), **refusals()},
)
document_one = extend_schema(
    operation_id="read_request",
    summary="One request, by its id or the completion's",
    tags=["requests"],
    parameters=[OpenApiParameter("name", str, "path", description="GPTBoost's id, the completion's, or your own.")],
    responses={200: RequestOut, **refusals({404: "No such request in this key's project."})},
)
document_ingest = extend_schema(
    operation_id="record_requests",
    summary="Record finished calls: one, or up to 1,000",
    tags=["requests"],
    request=PolymorphicProxySerializer(
        "CallOrCalls", [CallIn, BatchIn, CallsIn], resource_type_field_name=None, many=False
    ),
    examples=[OpenApiExample("A call", value=CALL, request_only=True)],
    responses={
        200: OpenApiResponse(
            PolymorphicProxySerializer(
                "AnswerOrAnswers", [AnswerOut, AnswersOut], resource_type_field_name=None, many=False
            ),
            "A batch: an answer to each call. One call: it was stored before.",
        ),
        201: OpenApiResponse(AnswerOut, "The call is stored."),
        400: OpenApiResponse(
            OpenApiTypes.OBJECT, "The call is wrong, or the body is none of calls; nothing is stored."
        ),
        409: OpenApiResponse(AnswerOut, "Another call was stored under this id before."),
        **refusals(REFUSED_BODIES),
    },
)
