"""Form fields that several pages use."""

from __future__ import annotations

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Texts, one a line; empty lines are none. `check` refuses a list as `django.core.validators` do."""

    widget = forms.Textarea

    def __init__(self, *, check: Any, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.check = check

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        self.check(found)
        return found
