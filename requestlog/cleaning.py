"""Text that both databases can store: PostgreSQL refuses U+0000 and neither driver encodes lone surrogates."""

from __future__ import annotations

from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_text(text: str, most: int | None = None) -> str:
    """`text` with U+0000 and lone surrogates replaced by U+FFFD, cut to `most` characters."""
    cut = text if most is None else text[:most]
    if not cut.isascii():
        cut = cut.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return cut.replace("\0", REPLACEMENT)


def clean_json(value: Any) -> Any:
    """A JSON value whose every string is clean, keys included; numbers that are not finite become null."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
