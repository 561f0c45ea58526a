"""Path converters, registered once for the rooms that use them."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class NameConverter(StringConverter):
    """Any name: clients' ids may hold slashes and stranger things."""

    regex = r"[\s\S]+"


register_converter(NameConverter, "name")
