"""Asks for usage in the stream options that a request has: all of its text but that stays as it is. No I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator

OPTIONS = "stream_options"
USAGE = "include_usage"
ASKED = '{"include_usage":true}'
SPACE = " \t\r\n"

Span = tuple[int, int]


def merged(body: bytes) -> bytes | None:
    """`body` with usage among its stream options; None where it is not certain what those are."""
    try:
        text = body.decode()
        (span,) = (span for key, span in _fields(text, 0) if key == OPTIONS)
        asking = _asking(text[slice(*span)])
    except (ValueError, RecursionError):
        return None
    return (text[: span[0]] + asking + text[span[1] :]).encode()


def _asking(options: str) -> str:
    """The JSON text of options that ask for usage. Raises `ValueError` for what are none."""
    if options == "null":
        return ASKED
    spans = [span for key, span in _fields(options, 0) if key == USAGE]
    if len(spans) > 1:
        raise ValueError("include_usage is there twice")
    if spans:
        return f"{options[: spans[0][0]]}true{options[spans[0][1] :]}"
    return ASKED if json.loads(options) == {} else f'{{"include_usage":true,{options[1:]}'


def _fields(text: str, at: int) -> Iterator[tuple[str, Span]]:
    """The fields of the JSON object in `text`, each with where its value is. Raises `ValueError` for other texts."""
    decoder = json.JSONDecoder()
    at = _after(text, at, "{")
    while text[at] == '"':
        key, at = decoder.raw_decode(text, at)
        start = _after(text, at, ":")
        _, end = decoder.raw_decode(text, start)
        yield key, (start, end)
        at = _skipped(text, end)
        at = _after(text, at, ",") if text[at] == "," else at


def _after(text: str, at: int, mark: str) -> int:
    at = _skipped(text, at)
    if text[at] != mark:
        raise ValueError(f"expected {mark}")
    return _skipped(text, at + 1)


def _skipped(text: str, at: int) -> int:
    while text[at] in SPACE:
        at += 1
    return at
