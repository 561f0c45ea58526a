"""Where the code blocks of a text are, as markdown fences them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

LANGUAGE_CHARACTERS = 30
FENCES = ("```", "~~~")
# Blocks alone: what stands within them is not looked at
PARSER = MarkdownIt("zero").enable("fence").disable("inline")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text; `language` is what the fence of a code block says, often ""."""

    text: str
    code: bool = False
    language: str = ""


def segments(text: str) -> tuple[Segment, ...]:
    """`text` as it is, but with its fenced code blocks apart and their fences left out."""
    if not any(fence in text for fence in FENCES):
        return (Segment(text),)
    return tuple(segment for segment in _parted(text.replace("\r\n", "\n").replace("\r", "\n")) if segment.text)


def _parted(text: str) -> Iterator[Segment]:
    lines, at = text.split("\n"), 0
    for token in PARSER.parse(text):
        if token.type == "fence" and token.map:
            start, end = token.map
            yield Segment("\n".join(lines[at:start]).strip("\n"))
            yield Segment(token.content.removesuffix("\n"), True, language_of(token.info))
            at = end
    yield Segment("\n".join(lines[at:]).strip("\n"))


def language_of(info: str) -> str:
    """The first word behind a fence."""
    return next(iter(info.split()), "")[:LANGUAGE_CHARACTERS]
