"""Text in cells, with nothing that a spreadsheet would run."""

from __future__ import annotations

# A cell that starts with one of these may be run as a formula, or hide one.
DANGEROUS = frozenset("=+-@\t\r\n\0＝＋－＠")


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if text[:1] in DANGEROUS else text
