"""What a vote says, and what is answered about it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.models import SUBMITTER_CHARACTERS, TAG_CHARACTERS
from projects.models import REASON_CHARACTERS
from requestlog.cleaning import clean_text
from requestlog.models import ID_CHARACTERS
from requestlog.ratings import RATINGS, Rating

COMMENT_CHARACTERS, CORRECTION_CHARACTERS = 10_000, 20_000
MOST_TAGS, MOST_REASONS = 50, 20
# What null stands for
EMPTY = {"comment": str, "tags": list, "reasons": list, "correction": str, "submitter": str}


class StrictText(serializers.CharField):
    """A JSON string as it came: numbers are refused, spaces stay."""

    default_error_messages = {"invalid": "Must be a string."}

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(data)


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": ID_CHARACTERS, "pattern": r"^[^\x00]*$"})
class IdText(StrictText):
    """An id as clients saw it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=ID_CHARACTERS, **options)


class PeoplesText(StrictText):
    """What people write is never refused for a character: what no database can store becomes U+FFFD."""

    def to_internal_value(self, data: Any) -> str:
        return clean_text(super().to_internal_value(data))


class RatingField(serializers.ChoiceField):
    """The API's word outside, `Rating` inside."""

    default_error_messages = {"invalid_choice": "Must be one of: " + ", ".join(f'"{word}"' for word in RATINGS) + "."}

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(RATINGS), **options)

    def to_internal_value(self, data: Any) -> Rating:  # type: ignore[override]
        if not isinstance(data, str):
            self.fail("invalid_choice")
        return RATINGS[super().to_internal_value(data)]

    def to_representation(self, value: Any) -> str:
        return str(Rating(value).label)


class WordsField(serializers.ListField):
    """Strings in their order without repeats; the first wrong one is named by its place."""

    default_error_messages = {
        "not_a_list": "Must be an array of strings.",
        "too_many": "Ensure this field has no more than {most} {words}.",
        "item": "{word} {place}: {problem}",
    }

    def __init__(self, *, word: str, most: int, characters: int, **options: Any) -> None:
        super().__init__(child=PeoplesText(max_length=characters), max_length=most, **options)
        self.word, self.most = word, most

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if len(data) > self.most:
            self.fail("too_many", most=self.most, words=f"{self.word}s")
        return list(dict.fromkeys(self._item(place, item) for place, item in enumerate(data, start=1)))

    def _item(self, place: int, item: Any) -> str:
        try:
            return str(self.child.run_validation(item))
        except serializers.ValidationError as error:
            problem, *_ = error.detail
            self.fail("item", word=self.word.capitalize(), place=place, problem=problem)


class ChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """What of a vote is to change; what is not given stays, null is nothing."""

    rating = RatingField(required=False, help_text="👍 positive, 👎 negative, ❤️ amazing")
    comment = PeoplesText(max_length=COMMENT_CHARACTERS, allow_blank=True, allow_null=True, required=False)
    tags = WordsField(word="tag", most=MOST_TAGS, characters=TAG_CHARACTERS, allow_null=True, required=False)
    reasons = WordsField(
        word="reason",
        most=MOST_REASONS,
        characters=REASON_CHARACTERS,
        allow_null=True,
        required=False,
        help_text="Of those that the project offers.",
    )
    correction = PeoplesText(
        max_length=CORRECTION_CHARACTERS,
        allow_blank=True,
        allow_null=True,
        required=False,
        help_text="The answer that was wanted.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: EMPTY[name]() if value is None else value for name, value in attrs.items()}


class WholeVoteSerializer(ChangeSerializer):
    """All that a vote says; what is not given is nothing."""

    rating = RatingField(help_text="👍 positive, 👎 negative, ❤️ amazing")


class NameSerializer(serializers.Serializer[dict[str, Any]]):
    """Which vote."""

    message_id = IdText(help_text="The completion id that the client saw, `x-request-id`, or `x-gptboost-request-id`.")
    submitter = PeoplesText(
        max_length=SUBMITTER_CHARACTERS,
        allow_blank=True,
        allow_null=True,
        required=False,
        help_text="Who votes, in the application's own words; each has a vote of their own.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: EMPTY[name]() if value is None else value for name, value in attrs.items()}


class VoteSerializer(NameSerializer, WholeVoteSerializer):
    """The body of a vote."""


class StoredVoteSerializer(serializers.Serializer[Any]):
    """The vote that is stored; the fields after `request_id` only where they say something."""

    message_id = serializers.CharField()
    rating = RatingField()
    comment = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    request_id = serializers.UUIDField()
    submitter = serializers.CharField(required=False)
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    correction = serializers.CharField(required=False)
    updated_at = serializers.DateTimeField(required=False)


class HeldVoteSerializer(StoredVoteSerializer):
    """A vote that waits for its message; `request_id` is null."""

    request_id = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField()


class WithdrawnVoteSerializer(StoredVoteSerializer):
    """A vote as it was; where it waited for its message, `request_id` is null and `expires_at` is there."""

    request_id = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField(required=False)


class Refusal(serializers.Serializer[Any]):
    """Why nothing was stored."""

    detail = serializers.CharField()


class WrongFields(serializers.Serializer[Any]):
    """What is wrong, by field; or `detail` where the body is no JSON object."""

    message_id = serializers.ListField(child=serializers.CharField(), required=False)
    rating = serializers.ListField(child=serializers.CharField(), required=False)
    comment = serializers.ListField(child=serializers.CharField(), required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    correction = serializers.ListField(child=serializers.CharField(), required=False)
    submitter = serializers.ListField(child=serializers.CharField(), required=False)
    key = serializers.ListField(child=serializers.CharField(), required=False)
    detail = serializers.CharField(required=False)
