"""A call's texts as people read them, out of its bodies. No Django.

Of the prompt it is what the user asked last, as in the previews: what was said before stands in the calls before.
"""

from __future__ import annotations

from collections.abc import Iterable

from requestlog.wire.jsons import dict_of, loads
from requestlog.wire.parts import Part
from requestlog.wire.previews import last_asked
from requestlog.wire.turns import answered, texts_of

BEGINNING, END = 1500, 500
TOLD = frozenset({"text", "refusal", "tool_call", "tool_result", "error"})
REFERRED = frozenset({"image", "audio", "file", "embedding", "other"})


def prompt_text(body: bytes) -> list[str]:
    """What is asked in the body of a request, as far as it is collected; [] for what is no prompt."""
    request = dict_of(loads(body))
    texts = texts_of(request)
    return shortened("\n".join(texts) if texts else _read(last_asked(request)))


def answer_text(body: bytes) -> list[str]:
    """What the body of a response says, all its choices, likewise."""
    return shortened(_read([part for turn in answered(loads(body)) for part in turn.parts]))


def shortened(text: str) -> list[str]:
    """`text`, in two pieces where it is long: its beginning and its end."""
    if len(text) <= BEGINNING + END:
        return [text] if text else []
    return [text[:BEGINNING], text[-END:]]


def _read(parts: Iterable[Part]) -> str:
    told = [part for part in parts if part.kind in TOLD]
    return "\n".join(filter(None, map(_said, told or [part for part in parts if part.kind not in REFERRED])))


def _said(part: Part) -> str:
    return f"{part.name} {part.text}" if part.name else part.text
