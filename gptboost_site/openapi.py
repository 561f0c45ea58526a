"""What the OpenAPI document leaves out."""

from __future__ import annotations

from typing import Any


def one_spelling(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Each operation once: its path with the trailing slash. The one without answers the same."""
    return [endpoint for endpoint in endpoints if endpoint[0].endswith("/")]
