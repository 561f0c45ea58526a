"""What a search asked for, marked in the texts that a page shows."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join

from requestlog.search.marks import Piece

register = template.Library()


@register.filter
def marked(pieces: Sequence[Piece]) -> str:
    """The text of these pieces, escaped by the page or here; `<mark>` around those that are marked."""
    if len(pieces) == 1 and not pieces[0].marked:  # nearly all of them
        return pieces[0].text
    if not any(piece.marked for piece in pieces):
        return "".join(piece.text for piece in pieces)
    shown = (format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text for piece in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))
