"""A finished call as the ingest API takes it: the JSON object of the log, strictly typed; null is "not known"."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from requestlog.cleaning import clean_text
from requestlog.models import ID_CHARACTERS
from requestlog.nesting import deeper_than

LEVELS = 64
MOST_INTEGER = 2**31 - 1
MOST_COST = 999_999
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FUTURE = timedelta(minutes=5)


class Text(serializers.CharField):
    """A JSON string; what no database can store becomes U+FFFD."""

    default_error_messages = {"invalid": "Must be a string."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, "allow_blank": True, **options})
        self.trim_whitespace = False

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return clean_text(data)


class Whole(serializers.IntegerField):
    """A JSON number without fraction, zero or more."""

    default_error_messages = {"invalid": "Must be a whole number."}

    def __init__(self, **options: Any) -> None:
        limits = {"min_value": 0, "max_value": MOST_INTEGER}
        super().__init__(**{"required": False, "allow_null": True, **limits, **options})

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not (isinstance(data, int) or (isinstance(data, float) and data.is_integer())):
            self.fail("invalid")
        return int(data)


class Truth(serializers.BooleanField):
    """true or false, and nothing that merely looks like them."""

    default_error_messages = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Dollars(serializers.FloatField):
    """A JSON number, kept to eight places."""

    default_error_messages = {"invalid": "Must be a number."}

    def to_internal_value(self, data: Any) -> Decimal:  # type: ignore[override]
        if isinstance(data, bool) or not isinstance(data, int | float) or abs(data) > MOST_COST + 1:
            self.fail("invalid")
        return round(Decimal(repr(data)), 8)


class Moment(serializers.DateTimeField):
    """An ISO 8601 date and time, in UTC where it names no offset, between 2000 and five minutes from now."""

    default_error_messages = {
        "invalid": "Must be a date and time such as 2026-11-23T09:30:00Z.",
        "early": "Must not be before 2000.",
        "late": "Must not be in the future.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not value.isascii():
            self.fail("invalid", format="")
        moment = super().to_internal_value(value)
        if moment < EARLIEST:
            self.fail("early")
        if moment > timezone.now() + FUTURE:
            self.fail("late")
        return moment


class JSONObject(serializers.DictField):
    """A JSON object that every reader of JSON can take."""

    default_error_messages = {
        "not_a_dict": "Must be a JSON object.",
        "deep": f"Must not be nested deeper than {LEVELS} levels.",
        "infinite": "Must not hold numbers beyond the range of a double.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("not_a_dict", input_type="")
        if deeper_than(data, LEVELS):
            self.fail("deep")
        self.encode(data)
        return data

    def encode(self, value: dict[str, Any]) -> bytes:
        """`value` as compact JSON; lone surrogates stay escapes."""
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            return text.encode()
        except UnicodeEncodeError:
            return json.dumps(value, separators=(",", ":")).encode()
        except ValueError:
            self.fail("infinite")


class Body(JSONObject):
    """What was sent or received; the validated value is its bytes."""

    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override]
        return self.encode(super().to_internal_value(data))


class CallIn(serializers.Serializer[dict[str, Any]]):
    """One finished call. What is not given is read from the bodies; unknown fields are ignored."""

    id = Text(
        max_length=128, allow_blank=False, help_text="Your own id of the call: sent again, it is not stored again."
    )
    message_id = Text(max_length=ID_CHARACTERS, help_text="The completion's id; votes find the call by it.")
    created_at = Moment(
        required=False, allow_null=True, help_text="When the call began, from 2000 on; now where it is not given."
    )
    endpoint = Text(max_length=200, allow_blank=False, help_text="“chat/completions” where it is not given.")
    model = Text(max_length=200)
    status = Whole(min_value=100, max_value=599, help_text="The HTTP status; 200 where it is not given.")
    error = Text(max_length=100, help_text="What kind of error, if it was one.")
    streamed = Truth(required=False, allow_null=True)
    latency_ms = Whole()
    time_to_first_token_ms = Whole()
    prompt_tokens = Whole()
    completion_tokens = Whole()
    cached_tokens = Whole()
    reasoning_tokens = Whole()
    cost_usd = Dollars(required=False, allow_null=True, min_value=0, max_value=MOST_COST, help_text="In US dollars.")
    user = Text(max_length=ID_CHARACTERS, help_text="The end user's id.")
    session = Text(max_length=ID_CHARACTERS)
    metadata = JSONObject(required=False, allow_null=True)
    request = Body(allow_null=True, help_text="What was sent; null if it is not to be kept.")
    response = Body(required=False, allow_null=True, help_text="What was received.")
