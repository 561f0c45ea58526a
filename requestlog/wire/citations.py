"""What an answer names as its sources, in the words of chat, of responses and of Anthropic's messages."""

from __future__ import annotations

from typing import Any

from requestlog.wire.jsons import dict_of, dicts_of, encodable, text_of

MOST_CHARACTERS = 2000
NOTES = ("annotations", "citations")
PLACES = ("url", "file_id")
TITLES = ("title", "document_title", "filename")


def citations_of(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The sources of a message, each once: an address or a file's id, and a title; either may be empty."""
    holders = [message, *dicts_of(message.get("content"))]
    noted = [note for holder in holders for key in NOTES if key in holder for note in dicts_of(holder[key])]
    found = [_source(dict_of(note.get("url_citation")) or note) for note in noted]
    return [source for source in dict.fromkeys(found) if any(source)]


def _source(note: dict[str, Any]) -> tuple[str, str]:
    return _first(note, PLACES), _first(note, TITLES)


def _first(note: dict[str, Any], keys: tuple[str, ...]) -> str:
    return encodable(next(filter(None, (text_of(note.get(key)) for key in keys)), "")[:MOST_CHARACTERS])
