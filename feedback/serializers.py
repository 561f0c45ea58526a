"""What a vote says, and what is answered about it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.models import TAG_CHARACTERS
from requestlog.cleaning import clean_text
from requestlog.models import ID_CHARACTERS
from requestlog.ratings import RATINGS, Rating

COMMENT_CHARACTERS = 10_000
MOST_TAGS = 50


class StrictText(serializers.CharField):
    """A JSON string as it came: numbers are refused, spaces stay."""

    default_error_messages = {"invalid": "Must be a string."}

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(data)


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


class TagsField(serializers.ListField):
    """Tags in their order without repeats; the first wrong one is named by its place."""

    default_error_messages = {"not_a_list": "Must be an array of strings.", "item": "Tag {place}: {problem}"}

    def __init__(self, **options: Any) -> None:
        super().__init__(child=PeoplesText(max_length=TAG_CHARACTERS), max_length=MOST_TAGS, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if len(data) > MOST_TAGS:
            raise serializers.ValidationError([f"Ensure this field has no more than {MOST_TAGS} tags."])
        return list(dict.fromkeys(self._tag(place, tag) for place, tag in enumerate(data, start=1)))

    def _tag(self, place: int, tag: Any) -> str:
        try:
            return str(self.child.run_validation(tag))
        except serializers.ValidationError as error:
            problem, *_ = error.detail
            self.fail("item", place=place, problem=problem)


class VoteSerializer(serializers.Serializer[dict[str, Any]]):
    """The body of a vote."""

    message_id = StrictText(
        max_length=ID_CHARACTERS,
        help_text="The completion id that the client saw, `x-request-id`, or `x-gptboost-request-id`.",
    )
    rating = RatingField(help_text="👍 positive, 👎 negative, ❤️ amazing")
    comment = PeoplesText(max_length=COMMENT_CHARACTERS, allow_blank=True, allow_null=True, default="")
    tags = TagsField(allow_null=True, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "comment": attrs["comment"] or "", "tags": attrs["tags"] or []}


class StoredVoteSerializer(serializers.Serializer[Any]):
    """The vote that is stored."""

    message_id = serializers.CharField()
    rating = RatingField()
    comment = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    request_id = serializers.UUIDField()


class Refusal(serializers.Serializer[Any]):
    """Why nothing was stored."""

    detail = serializers.CharField()


class WrongFields(serializers.Serializer[Any]):
    """What is wrong, by field; or `detail` where the body is no JSON object."""

    message_id = serializers.ListField(child=serializers.CharField(), required=False)
    rating = serializers.ListField(child=serializers.CharField(), required=False)
    comment = serializers.ListField(child=serializers.CharField(), required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    detail = serializers.CharField(required=False)
