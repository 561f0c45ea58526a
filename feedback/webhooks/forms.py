"""What owners write of a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from feedback.models import Channel, Kind, Webhook
from feedback.webhooks.rules import checked_target, tag_list
from feedback.webhooks.services import Terms
from projects.fields import LinesField
from requestlog.ratings import Rating

KINDS = [(kind.value, kind.label) for kind in Kind]
RATINGS = [(rating.label, f"{rating.emoji} {rating.label}") for rating in Rating]
TARGETS = {
    "": "URL, or e-mail addresses separated by commas",
    Channel.WEBHOOK: "URL",
    Channel.SLACK: "URL of the incoming webhook",
    Channel.EMAIL: "E-mail addresses, separated by commas",
}
TERMS = ("name", "target", "kinds", "ratings", "tags", "only_commented", "include_team")


class Choices(forms.MultipleChoiceField):
    """Boxes to tick; none is all."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(choices=choices, required=False)


class WebhookForm(forms.Form):
    """A webhook that is there: `channel` is its own."""

    name = forms.CharField(max_length=100)
    target = forms.CharField(max_length=2000)
    kinds = Choices(KINDS)
    ratings = Choices(RATINGS)
    tags = LinesField(check=tag_list, widget=forms.Textarea(attrs={"rows": 3}))
    only_commented = forms.BooleanField(required=False)
    include_team = forms.BooleanField(required=False)
    enabled = forms.BooleanField(required=False)

    def __init__(self, *args: Any, channel: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.channel = channel
        self.fields["target"].label = TARGETS[channel]

    @classmethod
    def of(cls, webhook: Webhook, data: Any = None) -> WebhookForm:
        """The form of `webhook` as it is, or as it was sent in `data`."""
        initial = {name: getattr(webhook, name) for name in (*TERMS, "enabled")}
        return cls(data, initial=initial, channel=webhook.channel)

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in TERMS})

    def clean(self) -> dict[str, Any]:
        if "target" in self.cleaned_data:
            self._clean_target(self.cleaned_data.get("channel", self.channel))
        return self.cleaned_data

    def _clean_target(self, channel: str) -> None:
        try:
            self.cleaned_data["target"] = checked_target(channel, self.cleaned_data["target"])
        except ValidationError as error:
            self.add_error("target", error)


class NewWebhookForm(WebhookForm):
    """A webhook to be: its channel is chosen once."""

    channel = forms.ChoiceField(choices=Channel.choices, initial=Channel.WEBHOOK, widget=forms.RadioSelect)  # type: ignore[assignment]
    enabled = None  # type: ignore[assignment]
