"""What is to become of the keys of somebody who goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from projects.models import ApiKey, Membership

KEEP, ROLL, REVOKE = "keep", "roll", "revoke"
DEEDS = {
    ROLL: "Roll: you get a new one, this one ends in a day",
    REVOKE: "Revoke: it opens nothing from now on",
    KEEP: "Leave it as it is",
}
OVERLAP = timedelta(days=1)
MOST_KEYS = 100


class RemovalForm(forms.Form):
    """A choice for each live key that the member made; nothing is chosen beforehand."""

    def __init__(self, membership: Membership, now: datetime, data: Any = None) -> None:
        super().__init__(data)
        made = membership.project.keys.unrevoked(now).filter(created_by=membership.user_id)
        self.keys = list(made.order_by("-pk")[:MOST_KEYS])
        for key in self.keys:
            self.fields[f"key_{key.pk}"] = forms.ChoiceField(
                choices=list(DEEDS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Say what is to become of this key."},
            )

    @property
    def deeds(self) -> list[tuple[ApiKey, str]]:
        """What to do with each key."""
        return [(key, self.cleaned_data[f"key_{key.pk}"]) for key in self.keys]
