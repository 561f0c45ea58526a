"""What a member of the team says of an answer, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from feedback.models import Feedback
from feedback.serializers import COMMENT_CHARACTERS
from feedback.services.reviewing import CORRECTION_CHARACTERS
from requestlog.ratings import RATINGS, Rating


class ProseField(forms.CharField):
    """Lines end as they do in JSON, and blanks alone are nothing; a browser that stopped typing would cut silently."""

    widget = forms.Textarea

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
        self.most = most

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(f"At most {self.most:,} characters; these are {len(value):,}.")


class TeamVoteForm(forms.Form):
    """A member's own vote; `next` is where the page is that has the form."""

    rating = forms.TypedChoiceField(
        choices=[(rating.label, f"{rating.emoji} {rating.label.capitalize()}") for rating in Rating],
        coerce=RATINGS.__getitem__,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the three ratings.",
            "invalid_choice": "“%(value)s” is none of the three ratings.",
        },
    )
    comment = ProseField(most=COMMENT_CHARACTERS)
    correction = ProseField(most=CORRECTION_CHARACTERS, label="What it should have said")
    next = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="team-%s")

    @classmethod
    def of(cls, vote: Feedback | None, next: str) -> TeamVoteForm:
        """The form as `vote` would fill it."""
        if vote is None:
            return cls(initial={"next": next})
        rating = str(Rating(vote.rating).label)
        return cls(initial={"rating": rating, "comment": vote.comment, "correction": vote.correction, "next": next})

    @property
    def says_more(self) -> bool:
        """Whether there is more than a rating to see: words, or what is wrong with them."""
        return any(self[name].value() or self[name].errors for name in ("comment", "correction"))
