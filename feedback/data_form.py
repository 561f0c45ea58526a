"""What owners may say of the data: how long it is kept, and whose is to be erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from feedback.retention.holdings import KINDS, person
from projects.limits import LIMITS, Limits
from projects.models import Project

SO_FAR = "feedback.erased"


class KeepForm(forms.ModelForm[Project]):
    """How long each part is kept. `confirmed` names the very limits whose effect its sender has seen."""

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = ["keep_bodies_days", "keep_requests_days", "keep_votes_days", "keep_rated"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in LIMITS:
            self.fields[name].widget.attrs["placeholder"] = "for good"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for name, problem in self.limits.problems.items():
                self.add_error(name, problem)
        return cleaned

    @property
    def limits(self) -> Limits:
        """What was given."""
        return Limits(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    @property
    def name(self) -> str:
        """Names the limits that were given."""
        return "/".join(str(self.cleaned_data[name]) for name in self.Meta.fields)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["confirmed"] == self.name)


class PersonForm(forms.Form):
    """Whose data."""

    user = forms.CharField(label="The person’s id", error_messages={"required": "Give the person’s id."})

    def clean_user(self) -> str:
        return person(self.cleaned_data["user"])


class EraseForm(PersonForm):
    """That all of it goes; `so_far` is what was erased before, where this goes on."""

    user = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(error_messages={"required": "Say that you are sure: it cannot be undone."})
    so_far = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_so_far(self) -> dict[str, int]:
        sent = self.cleaned_data["so_far"]
        if not sent:
            return {}
        try:
            numbers = signing.loads(sent, salt=SO_FAR)
        except signing.BadSignature as error:
            raise ValidationError("What was erased before cannot be read.") from error
        return dict(zip(KINDS, numbers, strict=True))


def so_far(erased: Mapping[str, int]) -> str:
    """What `EraseForm` reads as such."""
    return signing.dumps([erased.get(kind, 0) for kind in KINDS], salt=SO_FAR)
