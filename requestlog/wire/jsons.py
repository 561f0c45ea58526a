"""JSON from strangers: nothing here raises, and a value of the wrong type reads as an empty one."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

# orjson turns integers of more than 64 bits, which have 20 digits or more, into floats; json keeps them.
TO_ZEROS = bytes.maketrans(b"123456789", b"000000000")
LONG_NUMBER = b"0" * 20


def loads(data: bytes) -> Any:
    """The JSON value of `data`; None for what is none. Infinite numbers read as None, bad UTF-8 as U+FFFD."""
    if LONG_NUMBER not in data.translate(TO_ZEROS):
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass
    try:
        return json.loads(data.decode("utf-8-sig", "replace"), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None


def _finite(number: str) -> float | None:
    value = float(number)
    return value if math.isfinite(value) else None


def dumps(value: object) -> bytes:
    """`value` as compact JSON; b"" for what is nested too deeply. Lone surrogates are written as escapes."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        pass
    try:
        return json.dumps(value, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return b""


def pretty(value: object) -> str:
    """`value` as JSON for people to read."""
    return _readable(value, indent=2)


def one_line(value: object) -> str:
    """`value` as JSON on one line, for people to read."""
    return _readable(value, indent=None)


def _readable(value: object, indent: int | None) -> str:
    try:
        return encodable(json.dumps(value, ensure_ascii=False, indent=indent))
    except (TypeError, ValueError, RecursionError):
        return ""


def encodable(text: str) -> str:
    """`text` without lone surrogates, which no page can be written with."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text_of(value: object) -> str:
    """`value` if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def dict_of(value: object) -> dict[str, Any]:
    """`value` if it is a JSON object, else {}."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """`value` if it is an array, else []."""
    return value if isinstance(value, list) else []


def dicts_of(value: object) -> list[dict[str, Any]]:
    """The JSON objects in `value`, an array; [] if it is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
