"""The body of a vote: one JSON object in UTF-8, of bounded size, that means the same to every reader."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from requestlog.api_errors import LengthNeeded, TooLarge

MOST_BYTES = 256 * 1024


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: no NaN, no number beyond a double, no repeated key, no byte order mark."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            text = stream.read().decode()
            value = json.loads(text, object_pairs_hook=_object, parse_constant=_refused, parse_float=_finite)
        except RecursionError:
            raise ParseError("The body is not valid JSON: nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error
        if not isinstance(value, dict):
            raise ParseError("The body must be a JSON object.")
        return value


class TextJSONParser(StrictJSONParser):
    """The same under the name that `navigator.sendBeacon` gives a string: a page needs no preflight for it."""

    media_type = "text/plain"


def check_size_and_encoding(request: Request) -> None:
    """Refuses, before a byte is read, a body that is too large, or whose bytes are not its JSON."""
    if request.headers.get("Transfer-Encoding"):
        raise LengthNeeded
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("", "Send the body without Content-Encoding.")


def check_there_is_one(request: Request, *, may_say: Iterable[str]) -> None:
    """Refuses no body at all, which would be read as an object without fields."""
    if not int(request.headers.get("Content-Length") or 0):
        raise ParseError(f"Send a JSON object with what is to change: {', '.join(may_say)}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number
