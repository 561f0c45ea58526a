"""The log's parameter of what a caller wrote into `metadata`: key=value, whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django import forms
from django.db.models import Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from requestlog.filter_fields import TextsField
from requestlog.querysets import RequestQuerySet

EXPECTED = "Give a key and its value: release=2026.11."
KEY = re.compile(r"[^=\0]*[^=\0\s\d+_-][^=\0]*")


class PairsField(TextsField):
    """Pairs of a key and its value. Keys that are whole numbers mean places of a list to databases: none is taken."""

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for text in value:
            key, sign, _ = text.partition("=")
            if not sign or not is_key(key):
                raise forms.ValidationError(EXPECTED)


def is_key(key: str) -> bool:
    """Whether the log can be asked for `key`."""
    return KEY.fullmatch(key) is not None


def with_metadata(entries: RequestQuerySet, pairs: Iterable[str]) -> RequestQuerySet:
    """Those with every key, and of each key any of its values; numbers, true and false are compared as text."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for key, _, value in (pair.partition("=") for pair in pairs):
        wanted[key].append(value)
    for number, (key, values) in enumerate(wanted.items()):
        name = f"metadata_{number}"
        text = Cast(KeyTextTransform(key, "metadata"), TextField())
        entries = entries.alias(**{name: text}).filter(Q(**{f"{name}__in": values}))
    return entries
