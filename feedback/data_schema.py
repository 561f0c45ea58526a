"""What OpenAPI says about the data of one end user."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from feedback.retention.holdings import KINDS
from requestlog.api_schema import refusals
from requestlog.models import ID_CHARACTERS


class HeldOut(serializers.Serializer[Any]):
    """A number of rows."""

    count = serializers.IntegerField()
    more = serializers.BooleanField(help_text="There are more than were counted.")


KindsOut = inline_serializer("HoldingsOut", {kind: HeldOut(help_text=said) for kind, said in KINDS.items()})
ErasedOut = inline_serializer(
    "ErasedOut", {kind: serializers.IntegerField(help_text=said) for kind, said in KINDS.items()}
)


class UserOut(serializers.Serializer[Any]):
    """What is held of one end user."""

    project = serializers.CharField()
    user = serializers.CharField()
    held = KindsOut
    calls_on_their_way = serializers.IntegerField(
        help_text="Calls, of anybody, that this host's spool holds and the log has not yet."
    )


class ErasureOut(serializers.Serializer[Any]):
    """The report of what was erased."""

    project = serializers.CharField()
    user = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="The beginning of the key.")
    done = serializers.BooleanField(help_text="Nothing is left.")
    erased = ErasedOut
    left = KindsOut
    calls_on_their_way = serializers.IntegerField(help_text="As in `GET`: erase again once they are recorded.")
    not_reached = serializers.ListField(child=serializers.CharField(), help_text="Where else something may be.")


USER = OpenApiParameter(
    "user",
    {"type": "string", "minLength": 1},
    "path",
    description=f"As calls (`user`) and votes (`submitter`) name them; up to {ID_CHARACTERS} characters.",
)
REFUSED = {404: "Nothing is held of this user in this key's project."}
WRONG = OpenApiResponse(OpenApiTypes.OBJECT, "An id that is longer than the log keeps, by name.")

document_holdings = extend_schema(
    operation_id="read_user",
    summary="What the log holds of one end user",
    tags=["users"],
    parameters=[USER],
    responses={200: UserOut, 400: WRONG, **refusals(REFUSED)},
)
document_erase = extend_schema(
    operation_id="erase_user",
    summary="Erase one end user's calls and votes",
    tags=["users"],
    parameters=[USER],
    responses={
        200: OpenApiResponse(ErasureOut, "Nothing is left."),
        202: OpenApiResponse(ErasureOut, "There is more: call again until 200 or 404."),
        400: WRONG,
        **refusals(REFUSED),
    },
)
