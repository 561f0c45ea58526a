"""What somebody says of an answer on the page of a vote link, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict

from feedback.ballots import Ballot
from feedback.serializers import COMMENT_CHARACTERS, CORRECTION_CHARACTERS, MOST_REASONS
from feedback.team_form import ProseField
from requestlog.ratings import RATINGS, Rating

WORDS = {Rating.NEGATIVE: "Bad", Rating.POSITIVE: "Good", Rating.AMAZING: "Amazing"}


class VoteForm(forms.Form):
    """A vote as people give it; what the link proposes as `rating` is picked already."""

    rating = forms.TypedChoiceField(
        choices=[(rating.label, word) for rating, word in WORDS.items()],
        coerce=RATINGS.__getitem__,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick one of the three.", "invalid_choice": "Pick one of the three."},
    )
    reasons = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    comment = ProseField(most=COMMENT_CHARACTERS)
    correction = ProseField(most=CORRECTION_CHARACTERS)

    def __init__(self, data: QueryDict | None = None, *, ballot: Ballot, rating: str = "") -> None:
        super().__init__(data, initial=said(ballot) | ({"rating": rating} if rating in RATINGS else {}))
        reasons: Any = self.fields["reasons"]
        reasons.choices = [(reason, reason) for reason in ballot.reasons]

    @property
    def faces(self) -> list[tuple[BoundWidget, str]]:
        """The three ratings to pick from, each with its emoji."""
        return [(radio, rating.emoji) for radio, rating in zip(self["rating"], WORDS, strict=True)]

    def clean_reasons(self) -> list[str]:
        picked: list[str] = self.cleaned_data["reasons"]
        if len(picked) > MOST_REASONS:
            raise forms.ValidationError(f"Pick at most {MOST_REASONS}.")
        return picked


def said(ballot: Ballot) -> dict[str, Any]:
    """The fields as the vote fills them; none where there is no vote."""
    vote = ballot.vote
    if vote is None:
        return {}
    rating = Rating(vote.rating).label
    return {"rating": rating, "reasons": vote.reasons, "comment": vote.comment, "correction": vote.correction}
