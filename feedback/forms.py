"""What people may set of votes, checked."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.fields import LinesField
from projects.models import Project, origin_list, reason_list


class VoteSettingsForm(forms.ModelForm[Project]):
    """How votes on a project's answers are taken."""

    reasons = LinesField(check=reason_list)

    class Meta:
        model = Project
        fields = ["feedback_needs_key", "vote_tokens", "vote_hold_minutes", "reasons"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["vote_hold_minutes"].label = "Minutes that early votes wait"


class PublicKeyForm(forms.Form):
    """A key for browsers."""

    name = forms.CharField(max_length=100, required=False)
    origins = LinesField(check=origin_list)


class OriginsForm(forms.Form):
    """The origins of a key that is there; `key` is its primary key."""

    key = forms.IntegerField(widget=forms.HiddenInput)
    origins = LinesField(check=origin_list)
