"""What drf-spectacular cannot know of the OpenAPI document."""

from __future__ import annotations

from typing import Any


def one_spelling(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Each operation once: its path with the trailing slash. The one without answers the same."""
    return [endpoint for endpoint in endpoints if endpoint[0].endswith("/")]


def bodies_required(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """No operation that describes a body does without."""
    for path in result["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result
