"""The form fields behind the log's parameters: each takes what it can mean and refuses the rest in words."""

from __future__ import annotations

from copy import copy
from typing import Any

import django_filters
from django import forms

from requestlog.models import ID_CHARACTERS
from requestlog.moments import When, read_when
from requestlog.pages import BadCursor, read_cursor
from requestlog.search.query import read_query

VALUES = 50
SHOWN_CHARACTERS = 60
CURSORS = ("after", "before")


class Parameter(django_filters.Filter):  # type: ignore[misc]
    """One parameter of the query string; what is not said here is said to the field."""

    def __init__(self, field_class: type[forms.Field], **options: Any) -> None:
        super().__init__(**options)
        self.field_class = field_class

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        """A filter set copies its parameters for each page, deeply: what they were told never changes."""
        made = copy(self)
        made.method = self.method
        return made


class TextField(forms.CharField):
    """Text to compare with, as it is: spaces count."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "max_length": ID_CHARACTERS, **options})


class QueryField(TextField):
    """What search is asked, as `read_query` takes it."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            if text:
                read_query(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return text


class TextsField(forms.MultipleChoiceField):
    """Any texts, each of them as `TextField` takes it."""

    text = TextField()

    def validate(self, value: list[str]) -> None:
        if len(value) > VALUES:
            raise forms.ValidationError(f"Give at most {VALUES} values.")
        for text in value:
            self.text.clean(text)


class WordsField(TextsField):
    """Words of a fixed list."""

    def __init__(self, *, words: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for text in value:
            if not self.knows(text):
                raise forms.ValidationError(f"“{shortened(text)}” is not one of: {', '.join(self.words)}.")

    def knows(self, text: str) -> bool:
        return text in self.words


class StatusField(WordsField):
    """ "ok", "error" or an HTTP status code."""

    def knows(self, text: str) -> bool:
        return super().knows(text) or (len(text) == 3 and text.isascii() and text.isdigit() and "100" <= text < "600")


class WhenField(TextField):
    """A time, as `read_when` takes it."""

    def clean(self, value: Any) -> When | None:
        text = super().clean(value)
        try:
            return read_when(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class CursorField(TextField):
    """The place of a page, as the page before named it."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            if text:
                read_cursor(text)
        except BadCursor as error:
            raise forms.ValidationError(str(error)) from error
        return text


class LogForm(forms.Form):
    """What only shows across parameters."""

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            if not isinstance(field, TextsField) and len(self.data.getlist(name)) > 1:  # type: ignore[attr-defined]
                self.add_error(name, "Give this once.")
        if all(self.data.get(name) for name in CURSORS):
            self.add_error("before", "Give “after” or “before”, not both.")
        return self.cleaned_data


def shortened(text: str) -> str:
    """`text` for a message or a chip."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"
