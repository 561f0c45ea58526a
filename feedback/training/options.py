"""The parameters of training sets beside the log's own: which part of the split, how large, which seed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from feedback.training.splitting import DEFAULT_SEED, DEFAULT_SHARE, PARTS, Split

MOST_SEED = 2**32 - 1
SHARE = "Give a number from 0 to 1, such as 0.1."
SEED = f"Give a whole number from 0 to {MOST_SEED}."
PART = f"Give {' or '.join(PARTS)}, or nothing for both."
WORDS = {"": "Everything", "train": "Training part", "test": "Test part"}


class SplitForm(forms.Form):
    """A wrong value is named by its parameter in `errors`; an empty one is the default."""

    split = forms.ChoiceField(
        choices=list(WORDS.items()), required=False, label="Part", error_messages={"invalid_choice": PART}
    )
    test_share = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        error_messages={"invalid": SHARE, "min_value": SHARE, "max_value": SHARE},
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=MOST_SEED,
        required=False,
        error_messages={"invalid": SEED, "min_value": SEED, "max_value": SEED},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.given = data

    def clean(self) -> dict[str, Any]:
        for name in self.fields:
            if len(self.given.getlist(name)) > 1:
                self.add_error(name, "Give this once.")
        return self.cleaned_data

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by parameter."""
        return {name: [str(message) for message in messages] for name, messages in self.errors.items()}

    @property
    def wanted(self) -> Split:
        """The split that is asked for; only of a valid form."""
        told = self.cleaned_data
        share = DEFAULT_SHARE if told["test_share"] is None else told["test_share"]
        seed = DEFAULT_SEED if told["seed"] is None else told["seed"]
        return Split(part=told["split"], test_share=share, seed=seed)
