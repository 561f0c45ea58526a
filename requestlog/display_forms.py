"""The choice of columns and density, as a form sends it."""

from __future__ import annotations

from django import forms

from requestlog.display import COLUMNS, DENSITIES, Display

QUERY_CHARACTERS = 8_000


class DisplayForm(forms.Form):
    """`query` is the log's query string, to go back to."""

    column = forms.MultipleChoiceField(choices=list(COLUMNS.items()), required=False)
    density = forms.ChoiceField(choices=list(DENSITIES.items()), required=False)
    query = forms.CharField(required=False, max_length=QUERY_CHARACTERS)

    def display(self) -> Display:
        """What a valid form chose, its columns in their order."""
        chosen = self.cleaned_data["column"]
        return Display(tuple(name for name in COLUMNS if name in chosen), self.cleaned_data["density"] == "compact")
